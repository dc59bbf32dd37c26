### Amit a válaszadók olvasnak.

## Az űrlap
respondent-send = Küldés
respondent-language = Nyelv
respondent-required = (kötelező)
respondent-privacy = Igazolást kap a válaszairól, amellyel később javíthatja vagy visszavonhatja őket.
respondent-simulated = Bemutató: ez a cég szimulált.

## Ha valami nincs rendben
respondent-errors = { $count ->
    [one] Egy dolgot kérünk még egyszer megnézni
   *[other] { $count } dolgot kérünk még egyszer megnézni
}
respondent-errors-kept = Még semmit nem küldtünk el, és semmi sem veszett el abból, amit beírt.
respondent-error-prefix = Hiba:
respondent-fault-required = Kérjük, válaszoljon erre a kérdésre.
respondent-fault-nothing-answered = Kérjük, legalább egy kérdésre válaszoljon.
respondent-fault-too-long = Ez { $count } karakterrel túl hosszú.
respondent-fault-other = Kérjük, válasszon újra.
respondent-unsent-title = Még nem küldtük el
respondent-unsent-body = A válaszait most nem tudtuk elmenteni. Minden megvan, amit beírt: kérjük, egy perc múlva küldje el újra.

## Űrlap nélküli oldalak
respondent-closed-title = Ez a felmérés lezárult
respondent-closed-body = Már nem fogad válaszokat. Köszönjük, hogy segíteni szeretett volna.
respondent-missing-title = Itt nincs felmérés
respondent-missing-body = Lehet, hogy a cím hiányos. Kérjük, ellenőrizze a hivatkozást, vagy olvassa be újra a kódot.
respondent-busy-title = Egy kis türelmet kérünk
respondent-busy-body = Most nagyon sok válasz érkezik, és az Önét még nem tudtuk elmenteni. Kérjük, lépjen vissza, és egy perc múlva küldje el újra.
respondent-unreadable-title = Az űrlap hiányosan érkezett meg
respondent-unreadable-body = Kérjük, lépjen vissza, és küldje el újra.
respondent-received-title = A válaszai már megérkeztek
respondent-received-body = Ezt az űrlapot korábban már elküldték, más válaszokkal. Az elsőként elküldött válaszok biztonságban vannak. Ha változtatni szeretne rajtuk, nyissa meg az igazolását.
respondent-received-open = Az igazolás megnyitása

## Az igazolás
respondent-thanks = Köszönjük a válaszait.
respondent-receipt = Igazolás a válaszairól
respondent-receipt-keep = Őrizze meg ennek az oldalnak a címét, ha még vissza szeretne térni. Aki ismeri a címet, láthatja és módosíthatja ezeket a válaszokat.
respondent-sent-at = Elküldve: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-corrected-at = Utoljára javítva: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-said = Ezt válaszolta
respondent-no-answer = Nincs válasz
respondent-score = { $score } ({ $min }–{ $max } közötti skálán)
respondent-what-next = Mi történik a válaszaival
respondent-next-counted = Az értékeléseit a többiekével együtt összesítjük.
respondent-next-read = A válaszait azok olvashatják, akik itt a visszajelzésekkel foglalkoznak: { $company }. Ha valami rosszul sikerült, utánajárhatnak.
respondent-next-kept = A válaszai addig maradnak meg, amíg Ön vissza nem vonja, vagy a cég nem törli őket.
respondent-correct = Javítom a válaszaimat
respondent-withdraw = Visszavonom a válaszaimat

## Javítás
respondent-correct-title = A válaszai javítása
respondent-correct-body = Amit most elküld, az a korábbi válaszai helyébe lép.
respondent-correct-send = A javítás mentése
respondent-back = Vissza az igazoláshoz
respondent-corrected = A javítást elmentettük.

## Visszavonás
respondent-withdraw-title = Visszavonja a válaszait?
respondent-withdraw-body = A szavait töröljük, az értékelései kikerülnek az eredményekből. Ezt nem lehet visszacsinálni.
respondent-withdraw-confirm = Igen, visszavonom
respondent-withdraw-keep = Nem, maradjanak meg
respondent-withdrawn-title = A válaszait visszavontuk
respondent-withdrawn-body = A szavait töröltük, az értékelései már nem számítanak. Nincs több teendője.
respondent-no-receipt-title = Itt nincs igazolás
respondent-no-receipt-body = Lehet, hogy a cím hiányos. Kérjük, másolja be az igazolás teljes címét.
