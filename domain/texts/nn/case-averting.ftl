# Plikta til å avverje eit straffbart forhold, som er ei anna enn meldeplikta.
DutyToAvertAssessed = Avverjingsplikta vart vurdert som { $triggered ->
        [yes] utløyst
       *[no] ikkje utløyst
    }: { $feared }, som { $expectation }.

Expectation-Known = det er kjent at vil skje
Expectation-MostLikely = det er mest sannsynleg at vil skje
Expectation-LessLikely = kan skje, utan at det er mest sannsynleg

AVERTING_NOT_EXPECTED = Avverjingsplikta blir utløyst når du veit at handlinga vil skje, eller trur at det er mest sannsynleg. Oppgi det, eller at plikta ikkje er utløyst. Er du i tvil og det hastar, så ta akutt kontakt.
DUTY_TO_AVERT_NOT_TRIGGERED = Avverjingsplikta er ikkje vurdert som utløyst for denne dagen, og då blir ingenting delt med tilvising til plikta. Vurder plikta først. Hastar det, så ta akutt kontakt med politiet eller barnevernet; det ventar ikkje på noko.
