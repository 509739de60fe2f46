# Plikten til å avverge et straffbart forhold, som er en annen enn meldeplikten.
DutyToAvertAssessed = Avvergingsplikten ble vurdert som { $triggered ->
        [yes] utløst
       *[no] ikke utløst
    }: { $feared }, som { $expectation }.

Expectation-Known = det er kjent at vil skje
Expectation-MostLikely = det er mest sannsynlig at vil skje
Expectation-LessLikely = kan skje, uten at det er mest sannsynlig

AVERTING_NOT_EXPECTED = Avvergingsplikten utløses når du vet at handlingen vil skje, eller tror at det er mest sannsynlig. Oppgi det, eller at plikten ikke er utløst. Er du i tvil og det haster, så ta akutt kontakt.
DUTY_TO_AVERT_NOT_TRIGGERED = Avvergingsplikten er ikke vurdert som utløst for denne dagen, og da deles ingenting med henvisning til den. Vurder plikten først. Haster det, så ta akutt kontakt med politiet eller barnevernet; det venter ikke på noe.
