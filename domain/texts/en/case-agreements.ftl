# Agreements and action plans, who has signed, and copies for those who are to have one.
AgreementDrawn = Drawn up: { $kind }{ $minutes ->
        [yes] , which counts as minutes.
       *[no] .
    }
AgreementSigned = One of its parties signed an agreement.
AgreementSuperseded = Another agreement took the place of one.
CopyDelivered = A copy of the { $report ->
        [yes] report
       *[no] agreement
    } went to { $recipient }.
CopyLapsed = A copy of { $report ->
        [yes] the report
       *[no] the agreement
    } is not given: the data of the person who was to have it are erased.
WhereaboutsTakenOut = What tells where somebody is was taken out of { $report ->
        [yes] the copies of the report
       *[no] the agreement
    }.
WhereaboutsMayBeKnown = A guardian who must not know where somebody in the case is read the { $report ->
        [yes] report
       *[no] agreement
    } before what tells it was taken out, and may know it now.
WhereaboutsFoundNotTold = It stands no longer that a guardian may know from the { $report ->
        [yes] report
       *[no] agreement
    } where somebody in the case is: what was written down since tells otherwise.
CopyWithheld = Guardians do not get a copy of the report for now: { $ground }. It is looked at again on { $review }.

AgreementKind-Agreement = an agreement
AgreementKind-ActionPlan = an action plan

PartyKind-Guardian = a guardian
PartyKind-Youth = the child or youth
PartyKind-Employee = an employee

AGREEMENT_UNKNOWN = There is no such agreement in this case. Draw it up first.
AGREEMENT_ALREADY_DRAWN = The agreement is drawn up already. Choose another id for a new one.
AGREEMENT_OUTDATED = Another agreement took its place. Use that one.
NO_PARTY = No party is named. Name everyone who takes part in the agreement.
PARTY_NAMED_TWICE = A party is named twice. Name each once.
NOT_A_PARTY = This person is no party to the agreement. Name one of its parties.
AGREEMENT_ALREADY_SIGNED = This party has signed already.
AGREEMENT_OF_ONE_SIDE = An agreement is between a guardian or the youth and somebody at work. Name at least one of each.
AGREEMENT_UNNAMED = Consent by signing an agreement names the agreement. Say which.
CONSENT_NOT_SIGNED = Whoever consents did not sign the agreement on { $day }. Record the signature, or give the day on which it was given.
COPY_ONLY_FOR_GUARDIANS = A copy of a report goes to the guardians. Name a guardian.
COPY_ALREADY_DELIVERED = The copy has been delivered. There is nothing more to deliver or withhold.
NO_COPY_OF_ERASED = Nobody who is to have a copy in this case is erased.
WHEREABOUTS_KEPT_FROM = This guardian must not know where somebody in the case is. Take out what may tell it (takeWhereaboutsOut) before the document is handed out or signed. If that happened on an earlier day, give that day.
WHEREABOUTS_KEPT_FROM_CO_AUTHOR = This guardian must not know where somebody in the case is, and would read it in the draft. Write the report without this guardian, or say who must not know (protectAddress).
