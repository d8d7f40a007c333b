"""German and Dutch cues. Accents do not count."""

from __future__ import annotations

from adapters.questions.cues import table

GERMAN = table(
    {
        "ask": """
            wie kann | wie konnte | wie kriege | wie bekomme | wie mache | wie macht man | wie lange | wie viel
            | wie viele | wie oft | wie geht das | wie funktioniert | wie richte | wie stelle | wie gross | wie setze
            | wie komme | wie lasst | warum | wieso | weshalb | wo finde | wo ist | wo sind | wo kann | wo liegt
            | wo steht | wo gibt | welche | welcher | welches | welchen | weiss jemand | weiss wer | kennt jemand
            | hat jemand | hat wer | gibt es | gibts | kann man | kann ich | konnen wir | darf ich | darf man
            | muss ich | muss man | mussen wir | soll ich | sollte ich | was ist | was sind | was bedeutet
            | was passiert | was mache | unterschied zwischen | ist es moglich | jemand eine idee | irgendeine idee
            | irgendwelche ideen | an wen | wer ist zustandig | kann mir jemand | konnte jemand | konnte mir
            | weis jemand | weis wer | jemand wo | jemand wie | jemand ob | wo reiche | wo beantrage | wo lade
            | wo melde | wo bekomme | wo krieg | wo kriege | wo stelle | wo stell | wie beantrage | wie reiche
            | wie andere | wie lade | wie losche | wie melde
        """,
        "open": """
            ^wie | ^was | ^wo | ^wann | ^wer | ^wen | ^wem | ^ist | ^sind | ^hat | ^habt | ^haben | ^kann | ^konnen
            | ^muss | ^soll | ^darf | ^gilt | ^geht | ^werden | ^wird | ^braucht | ^brauche | ^unterstutzt | ^weis
        """,
        "need": """
            bitte erklart | erklaren | brauche hilfe | hilfe bei | suche | verstehe nicht | ich weiss nicht
            | keine ahnung wie | keine ahnung warum | bekomme es nicht | komme nicht | finde nicht | kann nicht
            | lasst sich nicht | frage zu | frage zum | frage zur | eine frage | kurze frage | funktioniert nicht
            | geht nicht | startet nicht | schlagt fehl | bekomme immer | kriege immer | hangt | mochte wissen
            | doku zu | anleitung fur | bin mir nicht sicher | unklar | nicht mehr | zu wenig | zu viel | gern wissen
            | gerne wissen | was nun | klappt nicht | fehlt | fehlen | leer | interessieren | wusste gern | wurde gern
            | frage mich
        """,
        "trouble": """
            fehler | fehlermeldung | fehlgeschlagen | problem | langsam | absturz | timeout | seit dem | seit gestern
            | mochte | will | ungultig* | meldet | heute fruh | seit heute | immer noch | leider | abgebrochen
            | verweigert | kein zugriff | keinen zugriff | geht nicht mehr
        """,
        "topic": """
            index* | sammlung* | vektor* | suche | abfrage* | server* | cluster* | knoten | container | docker
            | deploy* | build* | pipeline* | staging | konto | account | passwort* | zugang* | zugriff* | berechtigung*
            | rechte | login* | token* | schlussel | api* | vpn | wlan | netzwerk | port | ports | einstellung*
            | konfiguration | parameter | version* | upgrade | update | backup* | wiederherstell* | migration* | log
            | logs | speicher | festplatte | limit* | grenze | maximal* | standard* | doku* | anleitung* | richtlinie*
            | regelung* | urlaubstage | urlaubsantrag | krankmeldung | spesen | reisekosten | beleg* | quittung*
            | gehalt* | vertrag* | laptop* | monitor* | drucker | ausweis | onboarding | vorlage* | lizenz*
            | collection* | daten | feld | zertifikat* | mehrfach | gerat* | antrag* | burostuhl | formular* | proxy
            | urlaubskonto | testkonten | obergrenze* | ticket* | rechnung* | abrechnung* | gespeichert | grosse
        """,
        "mine": "ich | mir | mich | mein | meine | meinen | wir | uns | unser | unsere",
        "tells": "ist | sind | war | wird",
        "person": """
            kannst du | konntest du | hast du | bist du | schaust du | magst du | willst du | dein | deine | deinen
            | mein pr | meinen pr | habt ihr kurz
        """,
        "social": """
            kaffee | mittagessen | mittag | bier | feierabend | wochenende | geburtstag | gluckwunsch | wetter
            | urlaub gewesen | kuchen | haha | wie geht es | wie gehts | wie war | pizza | grillen | fussball
            | wer hat lust | wer kommt mit | lust auf | danke
        """,
        "plan": "uhr | termin | treffen | besprechung | passt euch | passt dir | verschieben | zeit fur | meeting",
        "poll": """
            was haltet | was meint | was denkt | findet ihr | meinungen | abstimmung | umfrage | gefallt euch
            | feedback | lieber
        """,
        "rhetoric": """
            oder$ | wer hatte das | ist das nicht | wer braucht | na und$ | was soll das | echt jetzt$ | wirklich$
        """,
        "news": """
            info | ankundigung | erinnerung | achtung | wartung | wartungsfenster | ab sofort | ist jetzt live
            | ist live | veroffentlicht | ist verfugbar | willkommen | wir suchen | stelle | wird abgeschaltet
            | bitte denkt | denkt daran | nicht vergessen | findet statt
        """,
        "status": """
            erledigt | behoben | gefixt | fertig | lauft wieder | geht wieder | funktioniert wieder | gemerged
            | deployed | ausgerollt | krank | homeoffice | klappt jetzt | jetzt klappt | klappt der | lauft jetzt
        """,
        "answer": """
            <du musst | <du kannst | <du brauchst | <einfach | <ja | <nein | <probier | <versuch | <schau | <setz
            | <nimm | ihr musst | liegt daran
        """,
        "offer": """
            meldet euch | melde dich | sagt bescheid | gerne fragen | helfe gern | bei fragen | fragen$
            | wer braucht noch | wer mochte | zu verschenken
        """,
    },
)

DUTCH = table(
    {
        "ask": """
            hoeveel | hoe | waarom | waar kan | waar vind | waar staat | waar is | welke | welk | weet iemand
            | heeft iemand | kent iemand | kan iemand | is er een | zijn er | is het mogelijk | kan ik | moet ik
            | mag ik | wat is | wat zijn | wat betekent | verschil tussen | enig idee | bij wie
        """,
        "open": "^wat | ^wie | ^wanneer | ^is | ^zijn | ^kan | ^moet | ^heeft | ^werkt",
        "need": """
            hulp bij | hulp nodig | op zoek naar | snap niet | begrijp niet | kan niet vinden | weet niet hoe
            | werkt niet | start niet | lukt niet | vraag over | vraagje | uitleggen
        """,
        "trouble": "fout | foutmelding | probleem | traag | sinds",
        "topic": """
            index* | collectie* | vector* | zoek* | query | server* | cluster* | node | container | docker | deploy*
            | build* | pipeline* | staging | account* | wachtwoord* | toegang | rechten | login | token* | sleutel
            | api | vpn | wifi | netwerk | poort | poorten | instelling* | configuratie | versie* | update | backup*
            | migratie | logs | geheugen | schijf | limiet* | maximum | standaard* | doc | documentatie | handleiding
            | beleid | verlof | declaratie* | bon | factuur | salaris | contract | laptop | printer | formulier
            | licentie* | data | veld
        """,
        "mine": "ik | mij | mijn | wij | we | ons | onze",
        "tells": "is | zijn | was",
        "person": "kun je | kan je | heb je | ben je | jouw | je pr | mijn pr",
        "social": """
            koffie | lunch | borrel | bier | weekend | verjaardag | gefeliciteerd | haha | bedankt | dank | taart
        """,
        "plan": "vergadering | om uur | afspreken | verzetten | hoe laat | overleg",
        "poll": "wat vinden | meningen | stem | enquete | liever",
        "rhetoric": "toch$ | he$ | wie had dat",
        "news": """
            herinnering | let op | onderhoud | welkom | is nu live | is beschikbaar | we zoeken | vacature
        """,
        "status": "opgelost | klaar | gefixt | werkt weer | gedaan",
        "answer": "<je moet | <je kunt | <ja | <probeer | <gewoon | <gebruik",
        "offer": "laat het weten | als je vragen | vragen$ | laat maar weten",
    },
)
