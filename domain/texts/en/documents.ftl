# Words of printed documents.
DocumentLabel-InternalNote = Internal note about a concern
DocumentLabel-Child = The child
DocumentLabel-Unit = Unit
DocumentLabel-Submitted = Given to the leader
DocumentLabel-Content = Note
DocumentLabel-LeadersAnswer = The leader's answer
DocumentLabel-Agrees = shares the concern
DocumentLabel-Disagrees = sees it otherwise
DocumentLabel-Waits = waits for an answer
DocumentLabel-Printed = Printed
DocumentLabel-NotShown = not shown
