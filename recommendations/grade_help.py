"""Help on each judgement of the certainty sheet: what to look at, when to rate, and an example.

It follows the GRADE Handbook (Schünemann and others 2013), chapter 5, and the papers on GRADE-CERQual of Lewin and
others (2018), papers 3 to 6; see :mod:`recommendations.grade` for the rules. The examples are made up.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Help:
    """What a curator may want to know before a judgement."""

    look_at: str
    rate: str
    example: str

    def as_details(self, name: str) -> SafeString:
        """The help folded away below the name of the judgement, as HTML."""
        return format_html(
            '<details class="grade-help"><summary>Help<span class="visually-hidden"> on {}</span></summary>'
            "<p>{}</p><p>{}</p><p>For example: {}</p></details>",
            *(name.lower(), self.look_at, self.rate, self.example),
        )


HELP = {
    "risk_of_bias": Help(
        "How the studies were done. In trials: whether those who enrolled people could foresee their group, who knew "
        "the group, how many dropped out, and whether all planned outcomes are reported. In other studies: how "
        "people came into the groups, and what else differed between them.",
        "Rate down if most of what the result rests on comes from studies in which this could have changed it.",
        "Managers chose who went on the training, and nobody adjusted for how keen they were: serious.",
    ),
    "inconsistency": Help(
        "How far the results of the studies agree: whether their intervals overlap, and how much of the variation is "
        "more than chance (I²). A single study has no inconsistency.",
        "Rate down if they differ so much that it matters for the decision and nothing explains it, such as other "
        "staff or another form of the programme.",
        "Two trials find that mentoring halves turnover, two find that it doubles it, in the same kind of trust: "
        "serious.",
    ),
    "indirectness": Help(
        "Whether the people, what was done, what it was compared with and what was measured are those that the "
        "recommendation is about.",
        "Rate down if a difference could well change the effect, or if only a stand-in for the outcome was measured.",
        "The recommendation is about care that patients receive; the studies asked staff what they had learnt: "
        "serious.",
    ),
    "imprecision": Help(
        "The interval, and the number of people and events. As a rule of thumb, fewer than about 300 events, or 400 "
        "people for a score, are few.",
        "Rate down if you would recommend something else at one end of the interval than at the other, or if so few "
        "people took part that the next study could turn the result. By 2 if both ends matter a great deal.",
        "A risk ratio of 0.80 with an interval from 0.50 to 1.28, from 36 events: serious.",
    ),
    "publication_bias": Help(
        "Whether studies that found nothing may be missing: only small studies that all find a benefit, studies by "
        "those who sell the programme, registered trials without a result, a lopsided funnel plot.",
        "Rate down only if you strongly suspect it. It can hardly be ruled out, so it is seldom rated by 2.",
        "All 6 studies are small, praise the same training, and were written by its trainers: serious.",
    ),
    "large_effect": Help(
        "How large the relative effect is, in studies without another fault and with a direct comparison.",
        "Up by 1 if it is at least twofold (a risk ratio above 2 or below 0.5), by 2 if at least fivefold (above 5 "
        "or below 0.2), and it is soon there and unlikely to be due to other differences.",
        "Where interpreters were offered, missed appointments fell to a third within weeks, in every clinic: up by 1.",
    ),
    "dose_response": Help(
        "Whether more of it goes with more of an effect.",
        "Rate up if the effect grows step by step with the dose, and no other difference between people does.",
        "The more months of mentoring, the fewer nurses left: 0, 3, 6 and 12 months in order: up by 1.",
    ),
    "plausible_confounding": Help(
        "What the studies could not adjust for, and which way that would push the result.",
        "Rate up if all of it would have made the effect smaller, and there is an effect nevertheless; or if it "
        "would have made one appear, and there is none.",
        "Those on the programme were newer in the job than the others, and newer staff leave more often. Still fewer "
        "of them left: up by 1.",
    ),
    "methodological_limitations": Help(
        "How the studies behind the finding were designed and done: who was asked and how they were found, how they "
        "were listened to, how what they said was analysed, and whether the researchers thought about their own "
        "part.",
        "Judge how far these problems could have shaped this finding, not whether a checklist is full.",
        "Line managers interviewed their own staff about racism at work: serious concerns.",
    ),
    "coherence": Help(
        "How well the finding fits what people said in the studies, also those who said otherwise.",
        "Be concerned if some of it contradicts the finding and nobody explains why, if it can be read in another "
        "way, or if the finding says more than they did.",
        "The finding says that nurses trust the network; in 3 of 8 studies they fear being seen there: moderate "
        "concerns.",
    ),
    "adequacy": Help(
        "How rich the data are, and from how many people and studies.",
        "Be concerned if they are too thin to understand what the finding claims. A simple finding needs less than "
        "one that explains why something happens. No number is enough or too few by itself.",
        "Why staff do not speak up is explained by 2 studies that quote 5 people in a line each: serious concerns.",
    ),
    "relevance": Help(
        "Whether the people, places and times of the studies are those of the question.",
        "Be concerned if they stand in for others (indirect), if a part of those whom it is about is missing "
        "(partial), or if it does not say who they were (unclear).",
        "The question is about all NHS staff; all studies are of doctors in London: minor to moderate concerns.",
    ),
}
