# Advice to whoever is concerned, talks with child or guardians, or writes a report.
AdviceTopic-Concern = a concern
AdviceTopic-ConversationWithChild = talking with the child
AdviceTopic-ConversationWithGuardians = talking with the guardians
AdviceTopic-Report = a concern report

Advice-TalkWithLeader = Talk with your leader, and feel free to consult the child welfare service.
Advice-PutIntoWords = Put into words what you observe and what you make of it, each by itself. Say whether the concern is about the child, about the parents, or both.
Advice-BeConcrete = Be concrete and clear about what you are concerned about.
Advice-AskHowTheChildIs = Say that you would like to hear how the child itself is doing.
Advice-SayWhyYouAsk = Be open about why you ask.
Advice-SayWhatFollows = Be open about what you will do with what the child tells you.
Advice-AskOpenly = Ask open questions, and listen actively.
Advice-TakeTime = Give the child time, and do not hurry on with many questions.
Advice-UseTheChildsWords = Use the child's own words, and write them down as they were said.
Advice-AssumeNothing = Bring no assumptions or hypotheses of your own.
Advice-CheckThatYouUnderstand = Check that you have understood the child.
Advice-SayNothingWhereViolenceIsFeared = Where violence or abuse is feared, say nothing to them of a report before it is decided whether they may know of it.
Advice-BeOpen = Be open and clear; it lowers conflict.
Advice-SpeakPlainly = Say it straight, without hints between the lines and without metaphors.
Advice-NoRoutine = A concern report is never sent by routine. Assess the duty to report for this child, each time.
Advice-MissedAppointments = That the child missed an appointment with the dentist or the health station is no ground to report by itself. Write what you are concerned about.
Advice-SchoolAbsence = High absence from school is no ground to report by itself. Write what you are concerned about.
Advice-Bullying = That the child is bullied or bullies is no ground to report by itself. Write what you are concerned about.
Advice-DutyBeforeConfidentiality = Where the duty to report is triggered, it goes before confidentiality under other acts, and needs no consent.
Advice-HelpWithoutDuty = Where the family could benefit from help by the child welfare service, but the duty to report is not triggered, a report goes only with the guardians' consent.
Advice-UseTheForm = The report can also be sent on the national form or the municipality's own. The links stand in the contact directory.
Advice-ProposeNoMeasures = Propose no concrete child welfare measures. Write what you have seen and heard, and what concerns you.
