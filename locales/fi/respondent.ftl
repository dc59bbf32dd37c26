### Mitä vastaajat lukevat.

## Lomake
respondent-send = Lähetä
respondent-language = Kieli
respondent-required = (pakollinen)
respondent-privacy = Saatte kuitin, jonka avulla voitte korjata tai perua vastauksenne.
respondent-simulated = Esittely: tämä yritys on simuloitu.

## Kun jokin on pielessä
respondent-errors = { $count ->
    [one] Yksi kohta kannattaa vielä katsoa
   *[other] { $count } kohtaa kannattaa vielä katsoa
}
respondent-errors-kept = Mitään ei ole vielä lähetetty, eikä mitään kirjoittamaanne ole kadonnut.
respondent-error-prefix = Virhe:
respondent-fault-required = Vastatkaa tähän kysymykseen.
respondent-fault-nothing-answered = Vastatkaa vähintään yhteen kysymykseen.
respondent-fault-too-long = { $count ->
    [one] Teksti on { $count } merkin liian pitkä.
   *[other] Teksti on { $count } merkkiä liian pitkä.
}
respondent-fault-other = Valitkaa uudelleen.
respondent-unsent-title = Ei vielä lähetetty
respondent-unsent-body = Vastauksianne ei saatu juuri nyt talteen. Kaikki kirjoittamanne on yhä tässä: lähettäkää se minuutin kuluttua uudelleen.

## Sivut ilman lomaketta
respondent-closed-title = Tämä kysely on päättynyt
respondent-closed-body = Siihen ei voi enää vastata. Kiitos, että halusitte auttaa.
respondent-missing-title = Täällä ei ole kyselyä
respondent-missing-body = Osoite voi olla vajaa. Tarkistakaa linkki tai lukekaa koodi uudelleen.
respondent-busy-title = Pieni hetki
respondent-busy-body = Vastauksia tulee juuri nyt paljon, eikä vastaustanne saatu vielä talteen. Palatkaa takaisin ja lähettäkää se minuutin kuluttua uudelleen.
respondent-unreadable-title = Lomake ei tullut perille kokonaan
respondent-unreadable-body = Palatkaa takaisin ja lähettäkää se uudelleen.
respondent-received-title = Vastauksenne on jo meillä
respondent-received-body = Tämä lomake on lähetetty jo aiemmin, mutta eri vastauksin. Ensin lähettämänne on tallessa. Jos haluatte muuttaa sitä, avatkaa kuitti.
respondent-received-open = Avaa kuitti

## Kuitti
respondent-thanks = Kiitos vastauksistanne.
respondent-receipt = Kuittinne
respondent-receipt-keep = Säilyttäkää tämän sivun osoite, jos haluatte palata. Kuka tahansa, jolla osoite on, voi nähdä vastaukset ja muuttaa niitä.
respondent-sent-at = Lähetetty: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-corrected-at = Viimeksi korjattu: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-said = Näin vastasitte
respondent-no-answer = Ei vastausta
respondent-score = { $score } asteikolla { $min }–{ $max }
respondent-what-next = Mitä vastauksille tapahtuu
respondent-next-counted = Arvosananne lasketaan yhteen kaikkien muiden arvosanojen kanssa.
respondent-next-read = Vastauksianne voivat lukea ne, jotka hoitavat palautteita: { $company }. Jos jokin meni pieleen, he voivat tarttua asiaan.
respondent-next-kept = Vastaukset säilyvät, kunnes perutte ne tai yritys poistaa ne.
respondent-correct = Korjaa vastauksia
respondent-withdraw = Peru vastaukset

## Korjaaminen
respondent-correct-title = Korjatkaa vastauksianne
respondent-correct-body = Nyt lähettämänne korvaa sen, mitä vastasitte aiemmin.
respondent-correct-send = Tallenna korjaus
respondent-back = Takaisin kuittiin
respondent-corrected = Korjauksenne on tallennettu.

## Peruminen
respondent-withdraw-title = Perutaanko vastauksenne?
respondent-withdraw-body = Sananne poistetaan ja arvosananne jäävät pois tuloksista. Tätä ei voi kumota.
respondent-withdraw-confirm = Kyllä, peru ne
respondent-withdraw-keep = Ei, säilytä ne
respondent-withdrawn-title = Vastauksenne on peruttu
respondent-withdrawn-body = Sananne on poistettu, eivätkä arvosananne enää vaikuta tuloksiin. Teidän ei tarvitse tehdä muuta.
respondent-no-receipt-title = Täällä ei ole kuittia
respondent-no-receipt-body = Osoite voi olla vajaa. Kopioikaa kuitin koko osoite.
