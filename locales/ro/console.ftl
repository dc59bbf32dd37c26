### Consola. Cuvinte scurte și concrete; un buton spune ce face.

## Navigare
nav-label = Pagini
nav-home = Acasă
nav-metrics = Indicatori
nav-responses = Răspunsuri
nav-cases = Cazuri
nav-surveys = Chestionare
nav-settings = Setări
nav-more = Mai multe
nav-late-cases = { $n ->
    [one] { $n } caz întârziat
    [few] { $n } cazuri întârziate
   *[other] { $n } de cazuri întârziate
}
skip-to-content = Salt la conținut
search-short = Căutare
simulated-banner = Demonstrație: această companie, clienții ei și răspunsurile lor sunt simulate.
live-on = În direct: răspunsurile noi apar singure
live-off = Nu este în direct: se reconectează…
live-short = În direct
toasts = Mesaje
not-found = Această pagină nu există
not-found-text = Poate că adresa s-a schimbat sau ce arăta ea nu mai există.
not-found-home = Înapoi acasă
menu-account = Contul meu
menu-keys = Comenzi rapide
menu-log-out = Deconectare
theme-system = Ca dispozitivul
theme-light = Luminos
theme-dark = Întunecat
palette-title = Căutați pagini și acțiuni
palette-placeholder = Scrieți o pagină, un indicator, un chestionar sau o acțiune
palette-nothing = Nimic nu se potrivește cu „{ $typed }”.
palette-pages = Pagini
palette-actions = Acțiuni
palette-theme = Aspect: { $theme }
palette-language = Limba: { $language }
palette-late-cases = Arată cazurile întârziate
keys-title = Comenzi rapide
keys-palette = Căutați pagini și acțiuni
keys-search = Căutare
keys-help = Arată această listă
keys-close = Închide ce este deschis
keys-rows = Deplasare printre rânduri
keys-go = Mergeți la: { $page }

## Cuvinte folosite peste tot
action-cancel = Renunțare
action-close = Închide
action-copy = Copiază
action-dismiss = Ascunde
action-edit = Modifică
action-remove = Elimină
action-retry = Încercați din nou
action-save = Salvează
action-undo = Anulează
saved = Salvat.
copied = Copiat.
optional = opțional
field-email = Adresa de e-mail
field-password = Parola
time-just-now = chiar acum
value-none = Fără valoare
unit-percentage-points = { $value } p.p.
n-answers = { $n ->
    [one] { $n } răspuns
    [few] { $n } răspunsuri
   *[other] { $n } de răspunsuri
}
combobox-nothing = Niciun rezultat
table-loading = Se încarcă…
calendar-previous = Luna anterioară
calendar-next = Luna următoare

## Când ceva nu merge
error-offline = Heard nu poate fi contactat.
error-offline-detail = Verificați conexiunea. Nimic din ce a fost salvat nu s-a pierdut.
error-forbidden = Nu aveți acest drept.
error-forbidden-detail = Dacă aveți nevoie de el, adresați-vă unui proprietar al spațiului de lucru.
error-not-found = Nu mai există.
error-not-found-detail = Poate că a fost eliminat sau nu ține de partea dumneavoastră din companie.
error-conflict = Nu se potrivește cu ce există acum.
error-conflict-detail = Nimic nu a fost suprascris. Priviți starea cea mai nouă, apoi încercați din nou.
error-too-many = Prea multe încercări.
error-too-many-detail = Așteptați un minut, apoi încercați din nou.
error-server = Heard nu a putut face acest lucru.
error-server-detail = Nimic din ce a fost salvat nu s-a pierdut. Încercați din nou; dacă persistă, jurnalul serverului spune de ce.
error-refused = Nu a fost acceptat.
error-unexpected = S-a întâmplat ceva neașteptat.
error-unexpected-detail = Ce a fost salvat este în siguranță. Reîncărcați pagina.

## Cifrele și siguranța lor
interval-range = { $low } până la { $high }
interval-explained = Interval de { $level }: dacă ați întreba iar și iar, intervalul ar conține valoarea reală atât de des.
flag-no-data = Niciun răspuns
flag-few-answers = Prea puține răspunsuri
flag-suppressed = Ascuns pentru a proteja un grup mic
change-before = { $period }: { $value } ({ $n ->
    [one] { $n } răspuns
    [few] { $n } răspunsuri
   *[other] { $n } de răspunsuri
}).
change-interval = Diferența este de { $range }.
change-superiority = Un răspuns de acum este mai mare decât unul de dinainte cu o probabilitate de { $share } (fără schimbare ar fi { $even }).
change-too-few = Prea puține răspunsuri pentru comparație
sureness-clear = Mai mult decât explică întâmplarea.
sureness-within-noise = Întâmplarea singură o poate explica.
sureness-too-few = Prea puține răspunsuri de o parte.
sureness-short-clear = schimbare clară
sureness-short-within-noise = în limita întâmplării
sureness-short-too-few = prea puține răspunsuri
score-of = { $score } din { $max }
part-one-low = Detractor
part-one-middle = Pasiv
part-one-high = Promotor
period-30d = 30 de zile
period-90d = 90 de zile
period-12m = 12 luni
period-all = Toată perioada
period-custom = Alte zile
period-quarter = T{ $quarter } { $year }
grain-day = Zi
grain-week = Săptămână
grain-month = Lună
grain-quarter = Trimestru
grain-year = An

## Definiția unei cifre
definition-version = versiunea { $version }
definition-formula = Formula
definition-interval = Interval
definition-interval-text = { $level }, { $method }
definition-source = Sursa
definition-counted = Numărate
definition-counted-text = { $n ->
    [one] { $n } răspuns
    [few] { $n } răspunsuri
   *[other] { $n } de răspunsuri
}; lăsate deoparte: { $skipped } sărite, { $notApplicable } care nu se aplică
definition-weighted = Ponderat
definition-weighted-text = { $value }, cât { $n ->
    [one] { $n } răspuns cu pondere egală
    [few] { $n } răspunsuri cu pondere egală
   *[other] { $n } de răspunsuri cu pondere egală
}
definition-not-weighted = Neponderat: { $n ->
    [one] { $n } răspuns nu are pondere
    [few] { $n } răspunsuri nu au pondere
   *[other] { $n } de răspunsuri nu au pondere
}
definition-as-of = Starea
definition-as-of-text = Modificarea nr. { $asOf }; de atunci { $since ->
    [0] nimic nou
    [one] { $since } modificare
    [few] { $since } modificări
   *[other] { $since } de modificări
}
interval-adjusted-wald-rocks-2016 = Wald ajustat
interval-wilson-1927 = Wilson
interval-student-1908 = t al lui Student
interval-none = un număr, fără interval

## Grafice
chart-label = Grafic: { $label }. Aceleași cifre sunt disponibile ca tabel.
chart-as-table = Ca tabel
chart-as-chart = Ca grafic
chart-definition = Ce numără
chart-more = Mai multe
chart-csv = Descarcă CSV
chart-png = Descarcă imaginea
chart-copy-link = Copiază linkul acestei vederi
chart-link-copied = Link copiat.
chart-empty = Niciun răspuns aici
chart-empty-text = Alegeți o perioadă mai lungă sau mai puține condiții.
chart-all-answers = Toate răspunsurile
chart-before = înainte: { $value }
chart-dashed = Punctat: { $period }
chart-left = { $n ->
    [one] Încă { $n } mai mic este doar în tabel.
    [few] Încă { $n } mai mici sunt doar în tabel.
   *[other] Încă { $n } de valori mai mici sunt doar în tabel.
}
chart-note-interval = interval de { $level }
chart-arrived-since = { $n ->
    [one] De atunci a sosit { $formatted } modificare.
    [few] De atunci au sosit { $formatted } modificări.
   *[other] De atunci au sosit { $formatted } de modificări.
}
table-period = Perioada
table-answers = Răspunsuri
table-total = Total
table-value = Valoare
table-interval = Interval
table-n = Răspunsuri
table-remark = Observație
table-change = Schimbare

## Dimensiuni
dimension-unit = Unitate
dimension-unit-depth = Unitate, nivelul { $depth }
dimension-survey = Chestionar
dimension-question = Întrebare
dimension-choice = Variantă
dimension-touchpoint = Punct de contact
dimension-channel = Canal
dimension-language = Limbă
dimension-country = Țară
dimension-team = Echipă
dimension-agent = Agent
dimension-product = Produs
dimension-score = Scor
channel-link = Link
channel-email = E-mail
channel-widget = Integrat
channel-kiosk = Chioșc
channel-qr = Cod QR
channel-api = API
channel-sms = SMS
channel-import = Import

## Prima pornire, conectare, invitație
setup-title = Configurați Heard
setup-lead = Veți fi proprietar. Durează un minut.
setup-company = Compania
setup-name = Numele dumneavoastră
setup-zone = Zilele se numără în fusul orar { $zone }. Îl puteți schimba mai târziu.
setup-submit = Configurează și începe
password-hint = Cel puțin 10 caractere. O propoziție se ține minte ușor.
password-short = { $n ->
    [one] Încă { $n } caracter
    [few] Încă { $n } caractere
   *[other] Încă { $n } de caractere
}
login-title = Bine ați revenit
login-lead = Conectați-vă ca să vedeți cum le merge clienților.
login-submit = Conectare
login-wrong = Adresa de e-mail și parola nu se potrivesc.
login-forgot = Ați uitat-o? Un proprietar al spațiului de lucru vă poate invita din nou.
invite-title = Alăturați-vă echipei
invite-lead = Alegeți cum vă veți conecta.
invite-submit = Alăturare
invite-gone = Această invitație nu mai este valabilă. A fost folosită, retrasă sau a expirat. Cereți una nouă.

## Acasă
home-sentence-now = { $metric }: situația de acum
home-sentence-up = { $metric }: creștere de { $change }.
home-sentence-down = { $metric }: scădere de { $change }.
home-sentence-same = { $metric }: aproape ca înainte.
home-sentence-few = { $metric }: prea puține răspunsuri pentru a fi siguri de o schimbare.
home-trend = În timp
home-findings = Ce iese în evidență
home-findings-method = Doar ce întâmplarea explică greu, ținând cont de toate comparațiile (Benjamini–Hochberg).
home-no-findings = Nimic nu iese în evidență
home-no-findings-text = Nicio parte a companiei nu diferă de înainte mai mult decât întâmplarea.
finding-everywhere = Toată compania
finding-up = { $where }: { $metric } în creștere cu { $change }
finding-down = { $where }: { $metric } în scădere cu { $change }
finding-above = { $where }: { $metric } cu { $change } peste ceilalți
finding-below = { $where }: { $metric } cu { $change } sub ceilalți
finding-detail = { $before } → { $now } · { $n ->
    [one] { $n } răspuns
    [few] { $n } răspunsuri
   *[other] { $n } de răspunsuri
}
finding-detail-differs = { $now }, ceilalți { $before } · { $n ->
    [one] { $n } răspuns
    [few] { $n } răspunsuri
   *[other] { $n } de răspunsuri
}
home-cases = Pe cine sunăm
home-cases-counts = { $open } deschise, { $late } întârziate
home-all-cases = Toate cazurile
home-in-time = { $share } închise la timp
home-no-cases = Nimeni nu așteaptă
home-no-cases-text = Când un răspuns slab deschide un caz, apare aici.
home-words = Cele mai noi comentarii
home-all-words = Toate comentariile
home-no-words = Încă niciun comentariu
home-no-words-text = Ce scriu clienții apare aici imediat.
home-welcome = Bun venit, { $name }
home-empty = Puneți-le clienților prima întrebare
home-empty-text = Alegeți un chestionar gata făcut, publicați-l, trimiteți linkul. La câteva secunde după primul răspuns, pagina aceasta arată cum stați, ce s-a schimbat și pe cine să sunați.
home-empty-surveys = Vedeți chestionarele

## Indicatori
metrics-controls = Ce se arată
metrics-more-controls = Mai multe opțiuni
metrics-fewer-controls = Mai puține opțiuni
metrics-metric = Indicator
metrics-period = Perioada
metrics-grain = Pas
metrics-grain-none = Toată perioada
metrics-compare = Comparați cu
metrics-compare-none = Nimic
metrics-compare-previous = Perioada anterioară
metrics-compare-year = Cu un an înainte
metrics-split = Împărțit după
metrics-split-second = Și după
metrics-split-none = Nimic
metrics-question = Întrebare
metrics-question-all = Toate întrebările potrivite
metrics-show = Arată ca
metrics-lines = Linii
metrics-bars = Bare
metrics-table = Tabel
metrics-title-by = { $metric } după { $dimensions }
metrics-part = { $name } { $share } ({ $n })
filter-add = Adaugă o condiție
filter-clear = Golește
filter-where = Unde
filter-and = și
filter-or = sau
filter-join-switch = Schimbă între „și” și „sau”
filter-any = Oricare
filter-dimension = Ce
filter-operator = Cum
filter-values = Valori
filter-is = este
filter-is-not = nu este
filter-between = este între
filter-not-between = este în afara
filter-at-least = Cel puțin
filter-at-most = Cel mult
filter-remove = Elimină condiția

## Răspunsuri
responses-lead = Tot ce au spus clienții, cele mai noi întâi.
responses-search = Căutați în comentarii
responses-score = Scor
responses-low = Mic (0–6)
responses-high = Mare (9–10)
responses-words = Comentariu
responses-with-words = Cu comentariu
responses-where = Unde
responses-when = Când
responses-no-words = Fără comentariu
responses-none = Niciun răspuns nu se potrivește
responses-none-text = Renunțați la o condiție sau alegeți o perioadă mai lungă.
responses-empty = Încă niciun răspuns
responses-empty-text = Trimiteți linkul sau codul QR al unui chestionar. Răspunsurile apar aici în câteva secunde.
responses-shown = { $n ->
    [one] { $formatted } răspuns încărcat
    [few] { $formatted } răspunsuri încărcate
   *[other] { $formatted } de răspunsuri încărcate
}
response-title = Răspuns
response-skipped = Sărită
response-open-case = Deschide un caz
response-weight = Pondere
response-external = Numărul expeditorului
response-changed = Corecturi
response-withdrawn = Respondentul și-a retras acest răspuns. Nu mai contează, iar cuvintele lui au fost șterse.
response-is-withdrawn = Retras
response-version = { $survey }, versiunea { $version } · răspunsul nr. { $seq }

## Cazuri
cases-title-none = Niciun caz deschis
cases-title-open = { $open ->
    [one] { $open } caz deschis, niciunul întârziat
    [few] { $open } cazuri deschise, niciunul întârziat
   *[other] { $open } de cazuri deschise, niciunul întârziat
}
cases-title-late = { $open ->
    [one] { $open } caz deschis, { $late } întârziat
    [few] { $open } cazuri deschise, { $late } cu întârziere
   *[other] { $open } de cazuri deschise, { $late } cu întârziere
}
cases-lead = Ascultați, arătați că înțelegeți, cereți scuze, rezolvați, aflați cauza: un caz e gata când i se știe cauza.
cases-state = Care cazuri
cases-open = Deschise
cases-late = Întârziate
cases-closed = Închise
cases-everyone = Ale tuturor
cases-mine = Ale mele
cases-in-time = { $share } din { $n ->
    [one] { $n } caz închis
    [few] { $n } cazuri închise
   *[other] { $n } de cazuri închise
} la timp ({ $low } până la { $high })
cases-column-empty = Nimic aici
cases-none-open = Niciun caz deschis
cases-none-late = Niciun caz întârziat
cases-none-closed = Niciun caz închis
cases-none-text = Bravo. Cele noi apar aici singure.
cases-empty-text = O regulă deschide un caz când scorul e mic sau apare un cuvânt, îl anunță pe responsabil și pune un termen. Faceți prima regulă.
step-hear = Ascultare
step-hear-text = Înțelegeți ce s-a întâmplat, din punctul lor de vedere.
step-hear-placeholder = Ce s-a întâmplat, în cuvintele lor?
step-empathise = Empatie
step-empathise-text = Arătați că vedeți ce a însemnat pentru ei.
step-empathise-placeholder = Ce a însemnat pentru ei?
step-apologise = Scuze
step-apologise-text = Cereți scuze, fără „dar”.
step-apologise-placeholder = Cum au primit scuzele?
step-resolve = Rezolvare
step-resolve-text = Îndreptați lucrurile și verificați că e bine.
step-resolve-placeholder = Ce s-a făcut pentru îndreptare?
step-diagnose = Cauză
step-diagnose-text = Aflați cauza, ca să nu se repete.
step-diagnose-placeholder = De ce s-a întâmplat?
step-done = (gata)
case-number = Cazul { $number }
case-title = Cazul { $number } · { $unit }
case-owner = Responsabil
case-nobody = Nimeni
case-due = termen { $when }
case-late-since = termen depășit { $when }
case-closed = Închis
case-closed-on = Închis { $when }
case-closed-late = închis târziu
case-opened-on = Deschis { $when }
case-opened = Caz deschis.
case-go = Mergeți la caz
case-steps = Pași
case-note = Notă
case-add-note = Doar adaugă nota
case-finish-step = Gata: { $step }
case-history = Istoric
case-answer = Ce au spus
case-answer-hidden = Rolul dumneavoastră nu vede răspunsuri individuale.
case-close = Închide cazul
case-close-title = De ce s-a întâmplat?
case-close-text = Cauza face dintr-un caz izolat ceva ce poate fi prevenit.
case-cause = Cauza
case-finding = Ce s-a aflat
case-finding-placeholder = O propoziție ajunge
case-finding-needed = Mai sunt pași deschiși: spuneți de ce nu mai sunt necesari.
case-is-closed = Caz închis.
case-reopen = Redeschide
case-assigned = Responsabil: { $name }.
case-unassigned = Acum nu are responsabil.
cause-product = Produs sau calitate
cause-process = Proces sau regulă
cause-people = Comportament sau pricepere
cause-system = Sistem sau site
cause-supplier = Livrare sau furnizor
cause-price = Preț sau factură
cause-information = Așteptări greșite
cause-outside-our-control = Nu depinde de noi
event-opened = { $who } a deschis cazul.
event-noted = { $who } a scris o notă.
event-step-finished = { $who } a terminat „{ $step }”.
event-assigned = { $who } l-a dat lui { $owner }.
event-unassigned = { $who } i-a luat responsabilul.
event-closed = { $who } l-a închis: { $cause }.
event-reopened = { $who } l-a redeschis.

## Chestionare
surveys-lead = Ce întrebați. Alegeți un model, potriviți-i cuvintele, trimiteți linkul.
surveys-new = Chestionar nou
surveys-empty = Încă niciun chestionar
surveys-empty-text = Cinci chestionare gata făcute, în cinci limbi, vă așteaptă. Primul link e la un minut distanță.
survey-untitled = Chestionar fără titlu
survey-first-question = Cât de probabil este să ne recomandați?
survey-name = Chestionar
survey-state = Stare
survey-state-draft = Schiță
survey-state-published = Primește răspunsuri
survey-state-closed = Închis
survey-responses = Răspunsuri
survey-last = Modificat
survey-languages = Limbi
survey-questions = { $n ->
    [one] { $n } întrebare
    [few] { $n } întrebări
   *[other] { $n } de întrebări
}
survey-version = versiunea { $version }
survey-open = Deschide chestionarul
survey-tab-results = Rezultate
survey-tab-edit = Texte
survey-tab-share = Distribuire
survey-publish = Publică
survey-publish-again = Publică modificările
survey-published = Publicat. Iată linkul de trimis.
templates-title = Începeți cu un model
templates-text = Scrise în cinci limbi. Puteți schimba fiecare cuvânt.
templates-blank = Chestionar gol
templates-blank-text = O întrebare pentru început; adăugați-le pe ale dumneavoastră.
templates-minutes = { $n ->
    [one] { $n } minut
    [few] { $n } minute
   *[other] { $n } de minute
}
kind-nps = Recomandare 0–10
kind-nps-1-10 = Recomandare 1–10
kind-csat = Satisfacție 1–5
kind-ces = Ușurință
kind-rating = Notă
kind-single-choice = O variantă
kind-multiple-choice = Mai multe variante
kind-matrix = Afirmații
kind-text = Text
results-question = Întrebarea { $index } · { $kind }
results-empty = Încă niciun răspuns
results-empty-text = Trimiteți linkul sau codul QR. Răspunsurile apar aici în câteva secunde.
results-empty-draft = Publicați chestionarul, apoi trimiteți-i linkul.
results-no-words = Nimeni nu a scris nimic în această perioadă.
results-over-time = În timp
edit-language = Limba
edit-add-language = Adaugă o limbă
edit-remove-language = Elimină limba
edit-missing = { $n ->
    [one] lipsește { $n } text
    [few] lipsesc { $n } texte
   *[other] lipsesc { $n } de texte
}
edit-saved = Schiță salvată
edit-saving = Se salvează…
edit-not-saved = Nesalvat
edit-problems = Înainte de publicare:
edit-title = Titlu
edit-introduction = Introducere
edit-thanks = Mulțumire la sfârșit
edit-question = Întrebarea { $index }
edit-text = Întrebare
edit-low = Ce înseamnă punctul cel mai mic
edit-high = Ce înseamnă punctul cel mai mare
edit-choices = Variante
edit-choice = Varianta { $index }
edit-add-choice = Adaugă o variantă
edit-rows = Afirmații
edit-row = Afirmația { $index }
edit-add-row = Adaugă o afirmație
edit-required = Obligatorie
edit-points = Puncte
edit-up = Mai sus
edit-down = Mai jos
edit-remove = Elimină
edit-removed = Eliminat.
edit-add-question = Adaugă o întrebare
edit-preview = Previzualizare
edit-preview-in = Cum îl văd respondenții: { $language }
edit-preview-send = Trimite
share-link = Link
share-link-text = Oricine are linkul poate răspunde, de pe orice telefon, în vreo zece secunde.
share-language = Se deschide în
share-language-automatic = Limba respondentului
share-qr = Cod QR
share-qr-alt = Codul QR al linkului chestionarului
share-qr-text = Pentru un bon, o masă, o ușă. Rămâne clar la orice mărime.
share-qr-download = Descarcă SVG
share-context = Unde se află
share-context-text = Răspunsurile prin acest link țin, de acum înainte, de această unitate și de acest punct de contact.
share-end = Încheiați chestionarul
share-end-text = Linkul va spune atunci că s-a încheiat. Răspunsurile rămân și poate fi publicat din nou.
share-end-do = Nu mai primi răspunsuri
share-closed = Chestionarul nu mai primește răspunsuri.
share-draft = Încă nepublicat
share-draft-text = Publicați chestionarul ca să aveți linkul și codul QR.
share-is-closed = Acest chestionar este închis
share-is-closed-text = Linkul lui spune că s-a încheiat. Publicați-l din nou ca să primiți răspunsuri.

## Setări
settings-me = Contul meu
settings-workspace = Compania
settings-units = Unități
settings-people = Oameni
settings-rules = Reguli
settings-keys = Chei API
settings-webhooks = Webhook-uri
settings-erase = Ștergerea unei persoane
settings-audit = Jurnal
me-language = Limba
me-theme = Aspect
me-password = Parola
me-password-text = O parolă nouă vă deconectează de pe toate celelalte dispozitive.
me-password-current = Parola actuală
me-password-new = Parola nouă
me-password-change = Schimbă parola
me-password-changed = Parolă schimbată.
me-password-wrong = Aceasta nu este parola actuală.
workspace-text = Pentru toți cei din spațiul de lucru.
workspace-language = Limba
workspace-language-hint = A mesajelor și a oamenilor noi.
workspace-zone = Fus orar
workspace-zone-text = Zilele încep și se sfârșesc în el. Din ziua aleasă, răspunsurile trec la ziua din acest fus; cele dinainte și-o păstrează pe a lor.
zone-from = Valabil din
zone-from-today = Azi
zone-from-all = Toate răspunsurile
zone-change = Schimbă fusul orar
zone-changes = Schimbările fusului orar
zone-since = din { $day }
zone-since-all = pentru toate răspunsurile
zone-asked = Schimbat { $when }
zone-moved = { $n ->
    [one] { $n } răspuns e acum în altă zi
    [few] { $n } răspunsuri sunt acum în altă zi
   *[other] { $n } de răspunsuri sunt acum în altă zi
}
zone-moving = { $n ->
    [one] În curs: { $n } răspuns mutat
    [few] În curs: { $n } răspunsuri mutate
   *[other] În curs: { $n } de răspunsuri mutate
}
workspace-calendar = Calendar
calendar-gregorian = Gregorian
calendar-solar-hijri = Persan (hijri solar)
workspace-week = Săptămâna începe
workspace-year = Anul fiscal începe cu
workspace-small-group = Cel mai mic grup arătat
workspace-small-group-hint = Rezultatele a mai puțini oameni sunt ascunse celor care nu pot citi răspunsuri individuale.
units-text = Companie, regiuni, magazine, departamente. Cifrele se adună în sus; fiecare își vede ramura.
units-add = Adaugă o unitate
units-add-below = Adaugă sub { $unit }
units-edit = Modifică { $unit }
units-name = Nume
units-code = Cod
units-code-hint = Codul dumneavoastră; importurile și API-ul îl pot folosi.
units-parent = Ține de
people-text = Cine se conectează, în ce rol și ce parte a companiei vede.
people-you = Dumneavoastră
people-role = Rol
people-unit = Vede
people-whole-company = Toată compania
people-active = { $name } se poate conecta
people-invite = Invită pe cineva
people-invite-text = Primiți un link care funcționează o dată, timp de două săptămâni.
people-send = Fă linkul
people-link = Linkul invitației
people-link-text = Trimiteți-l pe o cale în care aveți încredere. Se arată o singură dată.
people-invitations = Invitații deschise
people-invitations-text = Trimise și încă neacceptate.
people-expires = până la { $when }
people-cancel-invitation = Retrage
people-invitation-cancelled = Invitație retrasă.
role-owner = Proprietar
role-owner-text = Poate face orice.
role-manager = Manager
role-manager-text = Conduce chestionare, reguli și cazuri.
role-analyst = Analist
role-analyst-text = Citește tot, nu schimbă nimic.
role-agent = Agent
role-agent-text = Lucrează la cazuri; vede cifre, nu răspunsuri individuale.
rules-text = Când deschide un răspuns un caz, cine îl primește și până când trebuie închis.
rules-add = Adaugă o regulă
rules-edit = Modifică regula
rules-form-text = Fiecare condiție dată trebuie îndeplinită.
rules-empty = Încă nicio regulă
rules-empty-text = Fără regulă, niciun răspuns nu deschide singur un caz. Începeți cu: scor de cel mult 6, termen de 48 de ore.
rules-enabled = { $name } este activă
rules-removed = Regula „{ $name }” a fost eliminată.
rules-name = Nume
rules-name-placeholder = Clienți nemulțumiți
rules-score = Scor de cel mult
rules-score-any = Orice scor
rules-words = Cuvinte
rules-words-hint = Oricare dintre ele, separate prin virgule.
rules-due = Trebuie închis în
rules-hours = { $hours ->
    [one] { $hours } oră
    [few] { $hours } ore
   *[other] { $hours } de ore
}
rules-mail = Anunță responsabilul prin e-mail
rules-webhook = Anunță webhook-urile
rule-if-score = scorul este cel mult { $score }
rule-if-words = comentariul conține { $words }
rule-if-survey = vine din „{ $survey }”
rule-if-unit = ține de { $unit }
rule-if-touchpoint = este despre { $touchpoint }
rule-sentence = Când { $conditions }, deschide un caz; responsabil: { $owner }, termen: { $hours ->
    [one] { $hours } oră
    [few] { $hours } ore
   *[other] { $hours } de ore
}.
keys-text = Pentru programe care trimit răspunsuri sau citesc cifre.
keys-add = Fă o cheie
keys-add-text = Dați-i doar ce îi trebuie programului.
keys-empty = Încă nicio cheie
keys-empty-text = Cu o cheie, un magazin online, un birou de asistență sau un script poate trimite răspunsuri.
keys-name = Nume
keys-name-placeholder = Magazin online
keys-scopes = Ce poate face
keys-created = făcută { $when }
keys-revoke = Revocă
keys-revoked = Cheia „{ $name }” a fost revocată.
keys-is-revoked = Revocată
keys-secret = Cheia dumneavoastră nouă
secret-once = Copiați-o acum. Se arată o singură dată; Heard nu o mai poate arăta.
scope-responses-write = Trimite răspunsuri
scope-responses-write-text = Cu timp, pondere, client și unitate.
scope-responses-read = Citește răspunsuri
scope-responses-read-text = Răspunsuri individuale și exportul lor.
scope-metrics-read = Cere cifre
scope-metrics-read-text = Orice indicator, fără răspunsuri individuale.
scope-surveys-write = Modifică chestionare
scope-surveys-write-text = Citește, modifică și publică.
webhooks-text = Heard anunță aceste adrese când un caz se deschide sau se schimbă. Mesajele sunt semnate și, la nevoie, retrimise.
webhooks-name-placeholder = Birou de asistență
webhooks-url = Adresa
webhooks-add = Adaugă webhook
webhooks-empty = Încă niciun webhook
webhooks-empty-text = Conectați biroul de asistență sau un chat ca să aflați imediat de cazuri.
webhooks-removed = Webhook eliminat.
webhooks-secret = Secret de semnare
erase-text = Când un client cere: numele, adresele și cuvintele lui se șterg peste tot.
erase-search = Găsiți clientul
erase-search-hint = Nume, adresă de e-mail sau număr de client; cel puțin două litere.
erase-start = Căutați un client
erase-start-text = Nimic nu se șterge înainte să confirmați.
erase-nobody = Nimeni găsit
erase-nobody-text = Încercați adresa de e-mail sau numărul de client.
erase-known-since = cunoscut din { $when }
erase-do = Șterge
erase-title = Ștergeți { $name }?
erase-warning = Nu se poate anula.
erase-fact-words = Numele, adresele și toate cuvintele acestei persoane se șterg.
erase-fact-counts = Scorurile rămân în totaluri, fără legătură cu cineva.
erase-fact-undo = Nimeni, nici operatorul Heard, nu le poate aduce înapoi.
erase-confirm = Scrieți „{ $word }” pentru confirmare
erase-word = șterge
erase-done = Șters.
audit-text = Cine ce a schimbat. Nu poate fi modificat.
audit-when = Când
audit-who = Cine
audit-what = Ce
audit-empty = Încă nimic
audit-somebody = Cineva
audit-operator = Operatorul mașinii
audit-key = Cheie API
audit-invitation-accepted = A acceptat o invitație
audit-invitation-created = A invitat pe cineva
audit-invitation-revoked = A retras o invitație
audit-key-created = A făcut o cheie API
audit-key-revoked = A revocat o cheie API
audit-password-changed = A schimbat parola
audit-person-changed = A modificat datele unei persoane
audit-survey-created = A făcut un chestionar
audit-survey-published = A publicat un chestionar
audit-survey-closed = A închis un chestionar
audit-survey-context-changed = A schimbat unde se află un chestionar
audit-unit-added = A adăugat o unitate
audit-unit-changed = A modificat o unitate
audit-webhook-created = A adăugat un webhook
audit-webhook-deleted = A eliminat un webhook
audit-workspace-changed = A modificat setările companiei
audit-workspace-set-up = A configurat Heard
audit-contact-erased = A șters o persoană
audit-rule-created = A adăugat o regulă
audit-rule-changed = A modificat o regulă
audit-rule-deleted = A eliminat o regulă
