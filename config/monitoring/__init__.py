"""What those who run the service see of it: health checks, logs, metrics and reports of errors."""
