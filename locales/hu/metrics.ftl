### Mit jelentenek a számok.

metric-nps-name = Ajánlási mutató (NPS)
metric-nps-description = Mennyivel több ügyfél ajánlaná Önöket, mint ahányan óvnának másokat, 0-tól 10-ig terjedő skálán.
metric-nps-formula = Az ajánlók (9–10) aránya mínusz a bírálók (0–6) aránya, −100 és 100 közötti pontban. A kihagyott kérdések nem számítanak.

metric-nps-1-10-name = Ajánlási mutató (NPS, 1–10)
metric-nps-1-10-description = Az 1-től induló ajánlási kérdések mutatója; soha nem keveredik a 0–10-es skálával.
metric-nps-1-10-formula = Az ajánlók (9–10) aránya mínusz a bírálók (1–6) aránya, −100 és 100 közötti pontban. A kihagyott kérdések nem számítanak.

metric-csat-name = Ügyfél-elégedettség
metric-csat-description = Az elégedett ügyfelek aránya, 1-től 5-ig terjedő skálán.
metric-csat-formula = A 4-es és 5-ös válaszok osztva az összes válasszal. A kihagyott kérdések nem számítanak.

metric-ces-5-name = Ügyintézés könnyűsége (1–5)
metric-ces-5-description = Mennyire találták könnyűnek az ügyfelek, 1-től 5-ig terjedő skálán; a magas érték a könnyű.
metric-ces-5-formula = Az összes válasz átlaga. A kihagyott kérdések nem számítanak; az 5 és a 7 fokú skálát soha nem átlagoljuk össze.

metric-ces-7-name = Ügyintézés könnyűsége (1–7)
metric-ces-7-description = Mennyire találták könnyűnek az ügyfelek, 1-től 7-ig terjedő skálán; a magas érték a könnyű.
metric-ces-7-formula = Az összes válasz átlaga. A kihagyott kérdések nem számítanak; az 5 és a 7 fokú skálát soha nem átlagoljuk össze.

metric-satisfied-share-name = Elégedettek aránya
metric-satisfied-share-description = Azoknak az ügyfeleknek az aránya, akik 10-ből legalább 7-et adtak.
metric-satisfied-share-formula = A 7-es és annál magasabb válaszok osztva az 1–10-es értékelések összes válaszával. A kihagyott kérdések nem számítanak.

metric-satisfaction-index-name = Átfogó elégedettségi index
metric-satisfaction-index-description = Egyetlen szám 0 és 100 között a teljes élményről.
metric-satisfaction-index-formula = Minden válasz a skálája legalsó (0) és legfelső (100) pontja közé kerül; az index ezek egyenlő súlyú átlaga azoknál, akik minden ide tartozó kérdésre válaszoltak.

metric-mean-name = Átlagos értékelés
metric-mean-description = Az egy kérdésre adott válaszok átlaga, a kérdés saját skáláján.
metric-mean-formula = Az értékelések összege osztva a számukkal. A kihagyott kérdések nem számítanak.

metric-distribution-name = Megoszlás
metric-distribution-description = Hány ügyfél adta az egyes értékeléseket.
metric-distribution-formula = Az egyes értékelésekre eső válaszok osztva a kérdésre adott összes válasszal. A kihagyott kérdések nem számítanak.

metric-choice-share-name = Az egyes lehetőségek aránya
metric-choice-share-description = Hány ügyfél jelölte meg egy kérdés egyes lehetőségeit.
metric-choice-share-formula = A lehetőséget megjelölők osztva a kérdésre válaszolókkal. Ahol több is jelölhető, az arányok összege meghaladhatja a 100%-ot.

metric-responses-name = Válaszok
metric-responses-description = Hány ügyfél válaszolt.
metric-responses-formula = A beérkezett válaszok, mindegyik egyszer: a javítás felváltja, a visszavonás törli a korábbit.

bucket-promoters = Ajánlók
bucket-passives = Passzívak
bucket-detractors = Bírálók
bucket-satisfied = Elégedettek
bucket-neutral = Semlegesek
bucket-dissatisfied = Elégedetlenek
bucket-top-box = Legmagasabb értékelés
bucket-middle = Középső értékelések
bucket-bottom-box = Legalacsonyabb értékelés
bucket-advocates = Lelkes ajánlók
bucket-watch-list = Figyelőlista
