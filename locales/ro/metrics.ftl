### Ce înseamnă fiecare cifră.

metric-nps-name = Scorul net de recomandare (NPS)
metric-nps-description = Cu cât sunt mai mulți clienții care v-ar recomanda decât cei care i-ar avertiza pe alții, pe o scară de la 0 la 10.
metric-nps-formula = Ponderea promotorilor (9–10) minus ponderea detractorilor (0–6), în puncte de la −100 la 100. Întrebările fără răspuns nu contează.

metric-nps-1-10-name = Scorul net de recomandare (NPS, 1–10)
metric-nps-1-10-description = Scorul întrebărilor de recomandare care încep de la 1; nu se amestecă niciodată cu scara 0–10.
metric-nps-1-10-formula = Ponderea promotorilor (9–10) minus ponderea detractorilor (1–6), în puncte de la −100 la 100. Întrebările fără răspuns nu contează.

metric-csat-name = Satisfacția clienților
metric-csat-description = Ponderea clienților mulțumiți, pe o scară de la 1 la 5.
metric-csat-formula = Răspunsurile de 4 și 5 împărțite la toate răspunsurile. Întrebările fără răspuns nu contează.

metric-ces-5-name = Efortul clienților (1–5)
metric-ces-5-description = Cât de ușor li s-a părut clienților, pe o scară de la 1 la 5; o valoare mare înseamnă ușor.
metric-ces-5-formula = Media tuturor răspunsurilor. Întrebările fără răspuns nu contează; scările de 5 și de 7 puncte nu se mediază niciodată împreună.

metric-ces-7-name = Efortul clienților (1–7)
metric-ces-7-description = Cât de ușor li s-a părut clienților, pe o scară de la 1 la 7; o valoare mare înseamnă ușor.
metric-ces-7-formula = Media tuturor răspunsurilor. Întrebările fără răspuns nu contează; scările de 5 și de 7 puncte nu se mediază niciodată împreună.

metric-satisfied-share-name = Ponderea celor mulțumiți
metric-satisfied-share-description = Ponderea clienților care au dat cel puțin 7 din 10.
metric-satisfied-share-formula = Răspunsurile de cel puțin 7 împărțite la toate răspunsurile pe scara de la 1 la 10. Întrebările fără răspuns nu contează.

metric-satisfaction-index-name = Indicele general de satisfacție
metric-satisfaction-index-description = O singură cifră de la 0 la 100 pentru întreaga experiență.
metric-satisfaction-index-formula = Fiecare răspuns se așază între punctul cel mai de jos (0) și cel mai de sus (100) al scării sale; indicele este media lor, cu ponderi egale, la clienții care au răspuns la toate întrebările lui.

metric-mean-name = Nota medie
metric-mean-description = Media răspunsurilor la o întrebare, pe scara întrebării.
metric-mean-formula = Suma notelor împărțită la numărul lor. Întrebările fără răspuns nu contează.

metric-distribution-name = Distribuția
metric-distribution-description = Câți clienți au dat fiecare notă.
metric-distribution-formula = Răspunsurile cu fiecare notă împărțite la toate răspunsurile la întrebare. Întrebările fără răspuns nu contează.

metric-choice-share-name = Ponderea fiecărei variante
metric-choice-share-description = Câți clienți au ales fiecare variantă a unei întrebări.
metric-choice-share-formula = Clienții care au ales varianta împărțiți la clienții care au răspuns la întrebare. Unde se pot alege mai multe, ponderile pot depăși împreună 100 %.

metric-responses-name = Răspunsuri
metric-responses-description = Câți clienți au răspuns.
metric-responses-formula = Răspunsurile primite, fiecare numărat o dată: o corectare înlocuiește, o retragere elimină.

bucket-promoters = Promotori
bucket-passives = Pasivi
bucket-detractors = Detractori
bucket-satisfied = Mulțumiți
bucket-neutral = Neutri
bucket-dissatisfied = Nemulțumiți
bucket-top-box = Nota maximă
bucket-middle = Note de mijloc
bucket-bottom-box = Nota minimă
bucket-advocates = Susținători
bucket-watch-list = De urmărit
