# The duty to avert a crime, which is another than the duty to report.
DutyToAvertAssessed = The duty to avert was assessed as { $triggered ->
        [yes] triggered
       *[no] not triggered
    }: { $feared }, which { $expectation }.

Expectation-Known = is known to be going to happen
Expectation-MostLikely = most likely will happen
Expectation-LessLikely = may happen, and is not the most likely

AVERTING_NOT_EXPECTED = The duty to avert is triggered by knowing that the act will happen, or by believing that it most likely will. Say so, or that the duty is not triggered. If in doubt and it is urgent, make emergency contact.
DUTY_TO_AVERT_NOT_TRIGGERED = The duty to avert was not found to be triggered as of that day, and nothing is shared by reference to it until then. Assess it first. If it is urgent, make emergency contact with police or child welfare; that waits for nothing.
