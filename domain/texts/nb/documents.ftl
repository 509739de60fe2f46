# Ord i dokumenter som skrives ut.
DocumentLabel-InternalNote = Internt notat om bekymring
DocumentLabel-Child = Barnet
DocumentLabel-Unit = Enhet
DocumentLabel-Submitted = Levert leder
DocumentLabel-Content = Notat
DocumentLabel-LeadersAnswer = Svar fra leder
DocumentLabel-Agrees = deler bekymringen
DocumentLabel-Disagrees = vurderer det annerledes
DocumentLabel-Waits = venter på svar
DocumentLabel-Printed = Skrevet ut
DocumentLabel-NotShown = vises ikke
