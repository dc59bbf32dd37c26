### Mitä luvut tarkoittavat.

metric-nps-name = Nettosuositteluindeksi (NPS)
metric-nps-description = Kuinka paljon enemmän on asiakkaita, jotka suosittelisivat teitä, kuin niitä, jotka varoittaisivat muita, asteikolla 0–10.
metric-nps-formula = Suosittelijoiden (9–10) osuus miinus arvostelijoiden (0–6) osuus, pisteinä −100:sta 100:aan. Ohitettuja kysymyksiä ei lasketa.

metric-nps-1-10-name = Nettosuositteluindeksi (NPS, 1–10)
metric-nps-1-10-description = Ykkösestä alkavien suosittelukysymysten tulos; sitä ei koskaan sekoiteta asteikkoon 0–10.
metric-nps-1-10-formula = Suosittelijoiden (9–10) osuus miinus arvostelijoiden (1–6) osuus, pisteinä −100:sta 100:aan. Ohitettuja kysymyksiä ei lasketa.

metric-csat-name = Asiakastyytyväisyys
metric-csat-description = Tyytyväisten asiakkaiden osuus asteikolla 1–5.
metric-csat-formula = Vastaukset 4 ja 5 jaettuna kaikilla vastauksilla. Ohitettuja kysymyksiä ei lasketa.

metric-ces-5-name = Asioinnin helppous (1–5)
metric-ces-5-description = Kuinka helppoa asiointi oli asiakkaista asteikolla 1–5; suuri luku tarkoittaa helppoa.
metric-ces-5-formula = Kaikkien vastausten keskiarvo. Ohitettuja kysymyksiä ei lasketa; 5- ja 7-portaisia asteikkoja ei koskaan lasketa yhteen.

metric-ces-7-name = Asioinnin helppous (1–7)
metric-ces-7-description = Kuinka helppoa asiointi oli asiakkaista asteikolla 1–7; suuri luku tarkoittaa helppoa.
metric-ces-7-formula = Kaikkien vastausten keskiarvo. Ohitettuja kysymyksiä ei lasketa; 5- ja 7-portaisia asteikkoja ei koskaan lasketa yhteen.

metric-satisfied-share-name = Tyytyväisten osuus
metric-satisfied-share-description = Niiden asiakkaiden osuus, jotka antoivat vähintään 7, kun paras on 10.
metric-satisfied-share-formula = Vähintään 7:n vastaukset jaettuna kaikilla vastauksilla asteikolla 1–10. Ohitettuja kysymyksiä ei lasketa.

metric-satisfaction-index-name = Kokonaistyytyväisyyden indeksi
metric-satisfaction-index-description = Yksi luku 0:sta 100:aan koko kokemuksesta.
metric-satisfaction-index-formula = Jokainen vastaus sijoitetaan asteikkonsa alimman (0) ja ylimmän (100) pisteen väliin; indeksi on niiden keskiarvo tasapainoin niiltä, jotka vastasivat kaikkiin sen kysymyksiin.

metric-mean-name = Keskiarvo
metric-mean-description = Yhden kysymyksen keskimääräinen vastaus kysymyksen omalla asteikolla.
metric-mean-formula = Arvosanojen summa jaettuna niiden määrällä. Ohitettuja kysymyksiä ei lasketa.

metric-distribution-name = Jakauma
metric-distribution-description = Kuinka moni asiakas antoi kunkin arvosanan.
metric-distribution-formula = Kunkin arvosanan vastaukset jaettuna kysymyksen kaikilla vastauksilla. Ohitettuja kysymyksiä ei lasketa.

metric-choice-share-name = Vaihtoehtojen osuudet
metric-choice-share-description = Kuinka moni asiakas valitsi kunkin vaihtoehdon.
metric-choice-share-formula = Vaihtoehdon valinneet jaettuna kysymykseen vastanneilla. Jos voi valita useita, osuudet voivat olla yhteensä yli 100 %.

metric-responses-name = Vastaukset
metric-responses-description = Kuinka moni asiakas vastasi.
metric-responses-formula = Saadut vastaukset, kukin kerran: korjaus korvaa, peruminen poistaa.

bucket-promoters = Suosittelijat
bucket-passives = Passiiviset
bucket-detractors = Arvostelijat
bucket-satisfied = Tyytyväiset
bucket-neutral = Neutraalit
bucket-dissatisfied = Tyytymättömät
bucket-top-box = Paras arvosana
bucket-middle = Keskimmäiset arvosanat
bucket-bottom-box = Huonoin arvosana
bucket-advocates = Puolestapuhujat
bucket-watch-list = Seurantalista
