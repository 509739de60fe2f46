# What is attached to a case: forms, drawings, letters and reports, and what is withdrawn.
AttachmentAdded = Something was attached: { $kind }, made on { $made }.
AttachmentWithdrawn = An attachment was withdrawn: { $ground }.

AttachmentKind-FilledForm = a form that was filled in
AttachmentKind-ChildsOwn = something that the child drew or wrote
AttachmentKind-Letter = a letter
AttachmentKind-ServiceReport = a report from another service
AttachmentKind-Picture = a picture
AttachmentKind-Minutes = minutes
AttachmentKind-ConsentForm = a consent form
AttachmentKind-SignedAgreement = a signed agreement
AttachmentKind-NoteOrLog = a note or a page of a log
AttachmentKind-Other = something else

WithdrawalGround-AboutAnotherChild = it is about another child
WithdrawalGround-WrongFile = it is another file than was meant
WithdrawalGround-Unreadable = it cannot be read, or parts of it are missing
WithdrawalGround-NotNeeded = the case should not hold it
WithdrawalGround-OtherMistake = it was attached by another mistake

AttachedKind-Observation = an observation
AttachedKind-Tool = the use of a mapping tool
AttachedKind-Note = an internal note
AttachedKind-Consent = a question for consent
AttachedKind-Measure = a measure
AttachedKind-Meeting = a meeting
AttachedKind-Agreement = an agreement
AttachedKind-Referral = a referral

MediaType-Pdf = a PDF document
MediaType-Png = a PNG picture
MediaType-Jpeg = a JPEG picture
MediaType-PlainText = plain text

ATTACHMENT_UNKNOWN = There is no such attachment in this case. Name one that is in it.
ATTACHMENT_ALREADY_ADDED = The attachment is there already. Choose another id for a new one.
ATTACHMENT_ALREADY_WITHDRAWN = The attachment is withdrawn already. There is nothing more to do.
ATTACHED_TO_UNKNOWN = What the attachment is to belong to is not in this case: { $what }. Name what is in it, or leave it out.
