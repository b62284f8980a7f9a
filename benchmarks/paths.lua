-- Asks for each of the paths that are given, in turn.
local paths, n = {}, 0

function init(args)
  for _, path in ipairs(args) do paths[#paths + 1] = path end
end

function request()
  n = n % #paths + 1
  return wrk.format("GET", paths[n])
end
