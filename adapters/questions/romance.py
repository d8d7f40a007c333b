"""French, Spanish, Portuguese and Italian cues. Accents do not count."""

from __future__ import annotations

from adapters.questions.cues import table

FRENCH = table(
    {
        "ask": """
            comment | pourquoi | ou est | ou sont | ou trouver | ou puis | ou se trouve | quels sont | quelles sont
            | quelle | quel | est ce que | est ce qu | est il possible | y a t il | qu est ce | quest ce
            | quelqu un sait | quelquun sait | quelqu un a | quelquun a | quelquun connait | combien | peut on
            | puis je | dois je | faut il | doit on | a qui | difference entre | une idee | des idees
        """,
        "open": """
            ^qui | ^que | ^quoi | ^quand | ^ou | ^peut | ^peux | ^existe | ^avez | ^avons | ^sait
        """,
        "need": """
            besoin d aide | besoin daide | je cherche | je n arrive pas | narrive pas | je comprends pas
            | ne comprends pas | je ne trouve pas | je ne sais pas | je me demande | impossible de | ne fonctionne pas
            | marche pas | ne demarre pas | j aimerais savoir | jaimerais savoir | expliquer | pouvez vous m | aidez
            | question sur | petite question | une question | je bloque | documentation sur | la doc sur | echoue
            | ne contient | la moitie | ne s affiche | napparait pas | ne se lance
        """,
        "trouble": "erreur | erreurs | probleme | echec | plante | lent | depuis | refuse | bloque",
        "topic": """
            index* | collection* | vecteur* | recherche | requete* | serveur* | cluster* | noeud* | conteneur* | docker
            | deploi* | build* | pipeline* | staging | compte* | mot de passe | acces | droits | permission*
            | connexion | token* | jeton* | cle | api | vpn | wifi | reseau | port | ports | parametre* | configuration
            | version* | mise a jour | sauvegarde* | restaur* | migration | logs | memoire | disque | limite* | maximum
            | defaut | doc | documentation | guide | politique | conges | frais | recu | facture* | salaire | bulletin
            | contrat | ordinateur | imprimante | badge | formulaire | licence* | donnees | champ* | certificat*
            | proxy | modele* | remboursement | redemarre* | export* | partition* | projet* | acceder
        """,
        "mine": "je | j | moi | mon | ma | mes | nous | notre | nos",
        "tells": "est | sont | etait | cest",
        "person": """
            peux tu | tu peux | as tu | tu as | es tu | tu es | pourrais tu | ton | ta | tes | ma pr
        """,
        "social": """
            cafe | dejeuner | midi | biere | week end | weekend | anniversaire | bravo | felicitations | meteo | haha
            | mdr | ca va | gateau | croissants | merci
        """,
        "plan": """
            reunion | on se voit | rendez vous | dispo | disponible a | a quelle heure | decaler | point a | demain a
        """,
        "poll": """
            qu en pensez | quen pensez | vous en pensez | avis | sondage | preferez | votez | aimez vous
        """,
        "rhetoric": """
            n est ce pas | nest ce pas | non$ | qui l eut cru | qui aurait cru | a quoi bon | pas vrai$
        """,
        "news": """
            pour info | rappel | annonce | attention | maintenance | bienvenue | est disponible | est en ligne
            | nous recrutons | on recrute | sera indisponible | nouvelle version | a partir de
        """,
        "status": """
            corrige | resolu | c est bon | cest bon | termine | deploye | c est fait | cest fait | merge | ca remarche
            | en teletravail | tout est vert | est passe | c est regle
        """,
        "answer": """
            <il faut | <il suffit | <tu dois | <tu peux | <vous pouvez | <vous devez | <oui | <essaie | <essayez
            | <regarde | <utilise
        """,
        "offer": """
            n hesitez pas | nhesitez pas | si besoin | des questions$ | si vous avez | je peux aider | dites moi
        """,
    },
)

SPANISH = table(
    {
        "ask": """
            como | por que | porque no | donde | cuales | cual | que significa | que diferencia | que es | que son
            | que pasa | hay alguna | hay algun | existe alguna | es posible | se puede | puedo | podemos | debo
            | tengo que | alguien sabe | alguien conoce | alguien ha | alguien tiene | alguna idea | cuanto | cuanta
            | cuantos | cuantas | a quien | diferencia entre | necesito saber
        """,
        "open": """
            ^que | ^quien | ^cuando | ^es | ^son | ^hay | ^esta | ^tiene | ^tenemos | ^existe | ^soporta | ^necesito
        """,
        "need": """
            necesito ayuda | ayuda con | busco | estoy buscando | no entiendo | no encuentro | no se como | no se por
            | no se donde | me pregunto | no consigo | no puedo | no logro | no funciona | no arranca | no me deja
            | no conecta | explicar | expliquen | quisiera saber | me gustaria saber | pregunta sobre | una pregunta
            | una duda | duda sobre | documentacion sobre | documentacion de | falla | solo trae | no aparece
        """,
        "trouble": """
            error | errores | problema | lento | falla | desde ayer | quiero | intento | rechaza | desde esta
            | dice que | no es valido | sigue | todavia | vacio | caido | se cae | reinicia | lenta | la mitad
            | solo trae | no aparece | desaparecio
        """,
        "topic": """
            indice* | coleccion* | vector* | busqueda | consulta* | servidor* | cluster* | nodo* | contenedor* | docker
            | despl* | build* | pipeline* | staging | cuenta* | contrasena* | acceso | permiso* | token* | clave* | api
            | vpn | wifi | red | puerto* | parametro* | configuracion | version* | actualiz* | respaldo* | backup*
            | restaur* | migracion | logs | memoria | disco | limite* | maximo | defecto | doc | documentacion | guia
            | politica | vacaciones | gastos | recibo* | factura* | nomina | contrato | portatil | impresora
            | formulario | licencia* | datos | campo* | topk | certificado* | plantilla* | proxy | reembolso | sesion*
            | exporta* | particion* | proyecto* | acceder
        """,
        "mine": "yo | me | mi | mis | nos | nuestro | nuestra | tengo | tenemos",
        "tells": "esta | estan | fue | es | son",
        "person": "puedes | podrias | has visto | estas | tienes | mi pr | tu | te",
        "social": """
            cafe | almuerzo | comer | cerveza | cervezas | fin de semana | finde | cumpleanos | felicidades | clima
            | jaja | jajaja | que tal | futbol | gracias | quien se apunta
        """,
        "plan": """
            reunion | a las | nos vemos | quedamos | que hora | mover la | te viene bien | les viene bien | llamada
        """,
        "poll": """
            que opinan | que opinais | que les parece | que os parece | que piensan | opiniones | encuesta | prefieren
            | preferis | voten
        """,
        "rhetoric": "verdad$ | no$ | quien lo diria | quien iba | a que si | que mas da",
        "news": """
            aviso | recordatorio | atencion | mantenimiento | bienvenid* | esta disponible | hemos lanzado | lanzamos
            | estamos contratando | buscamos | estara caido | no olviden | a partir de | nueva version
        """,
        "status": """
            arreglado | resuelto | listo | ya funciona | desplegado | terminado | hecho | corregido | ya esta
            | sin errores | termino | ya se | se resolvio | quedo
        """,
        "answer": """
            <tienes que | <puedes | <debes | <si | <prueba | <usa | <hay que | <solo | <mira | <intenta
        """,
        "offer": """
            si necesitan | si tienen | cualquier duda | alguna pregunta$ | avisenme | avisadme | no duden | preguntas$
        """,
    },
)

PORTUGUESE = table(
    {
        "ask": """
            como | por que | porque o | onde | quais | qual | o que e | o que significa | o que acontece | existe algum
            | existe alguma | e possivel | da para | da pra | posso | podemos | devo | preciso de permissao
            | alguem sabe | alguem conhece | alguem ja | alguem tem | alguma ideia | quanto | quantos | quantas
            | a quem | com quem | diferenca entre
        """,
        "open": "^o que | ^quem | ^quando | ^e | ^sao | ^ha | ^tem | ^esta | ^temos | ^existe | ^suporta",
        "need": """
            preciso de ajuda | ajuda com | procuro | estou procurando | nao entendo | nao entendi | nao encontro
            | nao acho | nao sei como | nao sei se | nao sei onde | nao consigo | nao funciona | nao inicia | nao sobe
            | nao conecta | explicar | gostaria de saber | queria saber | pergunta sobre | uma pergunta | uma duvida
            | duvida sobre | documentacao sobre | documentacao de | falha | so metade | nao aparece
        """,
        "trouble": """
            erro | erros | problema | lento | falha | desde ontem | quero | tentando | travado | metade | so traz
            | traz so | nao aparece | sumiu | vazio | vazia
        """,
        "topic": """
            indice* | colecao | colecoes | vetor* | busca | consulta* | servidor* | cluster* | no | contêiner | docker
            | implant* | deploy* | build* | pipeline* | staging | conta | senha* | acesso | permiss* | login | token*
            | chave* | api | vpn | wifi | rede | porta* | parametro* | configura* | vers* | atualiz* | backup*
            | restaur* | migracao | logs | memoria | disco | limite* | maximo | padrao | doc | documentacao | guia
            | politica | ferias | despesa* | reembolso | recibo* | nota fiscal | salario | contrato | notebook
            | impressora | cracha | formulario | licenca* | dados | campo* | certificado* | proxy | olerite | holerite
            | contracheque | modelo* | projeto* | exporta* | particoes | particao | acessar | time de | reuniao de
        """,
        "mine": "eu | me | meu | minha | nos | nosso | nossa | estou | tenho",
        "tells": "esta | estao | foi | e | sao",
        "person": "pode revisar | consegue revisar | meu pr | seu pr | voce | viu",
        "social": """
            cafe | almoco | almocar | cerveja | fim de semana | aniversario | parabens | clima | kkk | kkkk | tudo bem
            | futebol | churrasco | bolo | obrigado | obrigada | valeu
        """,
        "plan": "reuniao | as horas | que horas | nos vemos | marcar | remarcar | agenda | amanha as",
        "poll": "acham | opinioes | enquete | preferem | votem",
        "rhetoric": "ne$ | nao e$ | certo$ | quem diria",
        "news": """
            aviso | lembrete | atencao | manutencao | bem vind* | esta disponivel | lancamos | estamos contratando
            | vaga | nova versao | a partir de | ficara fora
        """,
        "status": """
            resolvido | corrigido | pronto | feito | ja funciona | terminado | voltou | concluido | sem erros
            | ja subiu
        """,
        "answer": "<voce precisa | <voce pode | <tem que | <sim | <tenta | <usa | <basta | <e so | <so",
        "offer": """
            se precisarem | se tiverem | qualquer duvida | qualquer coisa | alguma pergunta$ | me avisem
            | fiquem a vontade
        """,
    },
)

ITALIAN = table(
    {
        "ask": """
            come | perche | dove | qual e | quale | quali | cosa significa | cosa succede | c e un | ce un | esiste un
            | e possibile | si puo | posso | devo | qualcuno sa | qualcuno ha | qualcuno puo | qualche idea | quanto
            | quanti | a chi | differenza tra
        """,
        "open": "^cosa | ^che | ^chi | ^quando | ^e | ^sono | ^c e | ^ha | ^puo",
        "need": """
            aiuto con | bisogno di aiuto | cerco | sto cercando | non capisco | non trovo | non riesco | non so come
            | non funziona | non parte | vorrei sapere | domanda su | una domanda | spiegare
        """,
        "trouble": "errore | errori | problema | lento | fallisce | da ieri",
        "topic": """
            indic* | collezion* | vettor* | ricerca | query | server | cluster | nodo | container | docker | deploy
            | build | pipeline | staging | account | password | accesso | permess* | login | token | chiave | api | vpn
            | wifi | rete | porta | porte | parametr* | configurazione | version* | aggiornament* | backup | migrazione
            | log | memoria | disco | limite | massimo | predefinit* | doc | documentazione | guida | politica | ferie
            | spese | rimborso | ricevut* | fattura | stipendio | contratto | portatile | stampante | modulo | licenza
            | dati | campo
        """,
        "mine": "io | mi | mio | mia | noi | nostro | ho",
        "tells": "e | sono | era",
        "person": "puoi | potresti | sei | hai | il tuo | la mia pr",
        "social": """
            caffe | pranzo | birra | weekend | fine settimana | compleanno | auguri | complimenti | haha | pizza
            | grazie | come va
        """,
        "plan": "riunione | alle | ci vediamo | che ora | spostare | call",
        "poll": "ne pensate | opinioni | sondaggio | preferite",
        "rhetoric": "vero$ | no$ | chi l avrebbe | giusto$",
        "news": """
            avviso | promemoria | attenzione | manutenzione | benvenut* | e disponibile | abbiamo rilasciato
            | assumiamo | nuova versione
        """,
        "status": "risolto | fatto | sistemato | finito | funziona di nuovo",
        "answer": "<devi | <puoi | <si | <prova | <usa | <basta",
        "offer": "se avete | se serve | fatemi sapere | domande$ | per qualsiasi",
    },
)
