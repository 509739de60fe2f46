# Ord i dokument som blir skrivne ut.
DocumentLabel-InternalNote = Internt notat om uro
DocumentLabel-Child = Barnet
DocumentLabel-Unit = Eining
DocumentLabel-Submitted = Levert leiar
DocumentLabel-Content = Notat
DocumentLabel-LeadersAnswer = Svar frå leiar
DocumentLabel-Agrees = deler uroa
DocumentLabel-Disagrees = vurderer det annleis
DocumentLabel-Waits = ventar på svar
DocumentLabel-Printed = Skrive ut
DocumentLabel-NotShown = blir ikkje vist
