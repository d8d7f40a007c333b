"""English cues of somebody who asks, or needs something."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.questions.cues import Kind

ASKING: Mapping[Kind, str] = {
    "ask": """
        how do you | how do u | how does | how can one | how should | how would i | how would we | how would you
        | how would one | how to | how come | how long does | how long do | how long is | how long are | how long will
        | how much does | how much is | how much memory | how much do | how many | how often | how big | how large
        | how far | how safe | what is the | what are the | whats the | what does | what should | what happens
        | what is a | what is an | whats a | what would happen | what exactly | what kind of | what counts as
        | wheres the | where should | where would i | where does | where to | which one should | which of the
        | which version | which versions | which setting | who owns | who is responsible | who handles
        | who has access | why does | why do | why is | why are | why cant | why isnt | why doesnt | why wont
        | why would | why did | when does | when do | when should | when is the | when will | anyone know
        | anyone knows | anybody know | anybody knows | someone know | someone knows | anyone aware
        | anyone have a link | anyone have an example | anyone seen this | anyone else seeing | anyone else getting
        | anyone else having | anyone else hit | anyone hit this | anyone tried | anyone managed | anyone here used
        | anyone using | anyone explain | anyone help | anyone point | any idea | any ideas | any clue | any clues
        | any pointers | any pointer | any suggestions | any advice | any docs | any doc | any guidance | any tips
        | any way to | any chance to | any hints | any workaround | are there | is there | is it possible
        | is it ok to | is it okay to | is it safe | is it supported | is it normal | is it expected | is it enough
        | is it required | is it necessary | is it recommended | is this expected | is this normal | is this supported
        | is this documented | is this a known | is that expected | am i allowed | am i supposed | am i missing
        | do you need to | can i | can we | could i | could we | should i | should we | may i | must i
        | have any of you | did anyone | what did i do wrong | doing something wrong | doing wrong
        | difference between | best way to | best practice | best practices | recommended way | right way to
        | proper way | correct way | preferred way | easiest way | fastest way | do i | do we | does it | does the
        | does our | did we | how 2 | which branch | how long until | any plans | any update on | any updates on
        | any news on | any link | any reason | any difference | any limit | any known | any example | any examples
        | any chance there | any recommended | any eta | fix$ | workaround$ | what would cause | what could cause
        | what causes | what might | what else do | know if | know how | know why | know where | know whether
        | know when | know which | know what the | ideas$ | suggestions$ | pointers$ | or am i | or is it | or should
        | what am i | has anybody seen this | has anyone used | has anyone figured | has anyone had
        | has anyone run into | has anybody tried | has anyone got | has anyone hit | do the | does deleting | does a
        | does an | does my | can it | can they | can you | is it fine | is it bad | is it worth | is it better
        | is it legal | is it allowed | steps to | the steps | how is | how are | hows | handled here | known issue
        | known bug | known problem | known limitation | wrong name$ | how exactly | what is needed | where is
        | where are | where was | where did
    """,
    "open": """
        ^what | ^whats | ^how | ^hows | ^why | ^where | ^wheres | ^when | ^which | ^who | ^whos | ^whose | ^is | ^are
        | ^does | ^do | ^did | ^can | ^could | ^should | ^would | ^will | ^has | ^have | ^was | ^were | ^am | ^isnt
        | ^arent | ^doesnt | ^dont | ^cant | ^shouldnt | ^wont | ^any | ^anyone | ^anybody | ^someone | ^somebody
        | what about | how about | in which | for which | at what | to which | from where | until when | or is | or do
        | has anyone | has anybody | can someone | could someone | can anyone | could anyone | can somebody
    """,
    "need": """
        please explain | please help | please advise | please tell | please clarify | please describe | please provide
        | help me | help with | help understanding | help needed | need help | need some help | need a hand
        | need assistance | need guidance | need the docs | need docs | need documentation | need the doc | need a way
        | need an example | need an explanation | need the steps | need instructions | need clarification
        | looking for | searching for | in search of | struggling | im stuck | stuck on | stuck at | stuck with
        | having trouble | having issues | having problems | having an issue | having a problem | having a hard time
        | cant get | cant seem | cannot get | cant connect | cant access | cant log | cant login | cant start
        | cant find | cant install | cant load | cant reach | cant figure | cant make | cant see | cannot find
        | cannot figure | unable to | not able to | would appreciate | appreciate any | direct me to | walk me through
        | give me an example | eli5 | wondering | curious whether | curious if | curious how | curious about
        | curious why | would like to know | id like to know | want to know | want to understand | need to know
        | dont understand | do not understand | dont get how | dont get why | dont know how | dont know where
        | dont know why | dont know if | dont know what | dont know which | trying to understand | trying to figure
        | trying to find | not sure how | not sure if | not sure why | not sure what | not sure where
        | not sure whether | not sure which | unsure how | unsure whether | unsure if | unclear how | unclear whether
        | unclear to me | not clear | no idea how | no idea why | no idea where | no idea what | no clue how
        | no clue why | no clue where | confused about | im confused | confused by | tell me how | tell me what
        | tell me where | tell me why | tell me if | show me how | explain how | explain what | explain why
        | explain the | explain to me | describe how | question about | question re | question on | question regarding
        | question for | got a question | have a question | keep getting | keeps failing | keeps crashing
        | keeps timing | keeps giving | keeps saying | docs on | docs for | docs about | documentation on
        | documentation for | documentation about | guide for | guide on | tutorial on | tutorial for
        | instructions for | link to the | whats wrong with | wish i knew | ^summarize | ^summarise | ^explain
        | ^describe | ^compare | ^list the | ^list all | ^show me | ^give me | ^outline | ^clarify | ^walk | ^tell me
        | need a list | need the list | need a link | need the link | need a template | need the template
        | need a sample | need sample | need access | requesting | request access | request for | id need
        | dont have access | still dont have | dont have permission | no access | locked out | doesnt show | dont show
        | wont show | not showing | doesnt let | wont let | doesnt seem | doesnt appear | not appearing | doesnt load
        | doesnt match | isnt showing | isnt being | not being | stopped | never arrive* | never get | never got
        | hasnt arrived | not arriv* | only show | only mention* | docs dont | docs only | cant tell | cant work out
        | cant open | cant build | cant run | cant pull | cant push | cant deploy | cant use | cant delete
        | cant create | cant reproduce | cant upload | cant sign | cant join the vpn | every single time | help$
        | hints$ | lost on | lost with | is ignored | gets ignored | are ignored | silently | what it takes to
        | wondered | stumped | at a loss | out of ideas | tried everything | would be great to know | point | confirm
        | cant wrap my head | couldnt find | could not find | couldnt figure | couldnt get | didnt find
        | dont know whether | didnt understand | not following | not obvious | not documented | docs are unclear
        | docs unclear | thought it | was hoping | hoping to | hoping someone | hoping for | in need of
        | could use some | could use a | appreciate it | appreciated | grateful | would be great if
        | would be nice to know | would be helpful | would help | can i get | could i get | may i have | can i have
        | could i have | request: | looking to | seeking | asking for access | asking how | asking about | asking if
        | asking whether | ask about | ask how | wanted to ask | want to ask | wanted to know | like to ask | no luck
        | without luck | without success | no success | to no avail | in vain | nothing works | nothing helps
        | still failing | still fails | still getting | still seeing | still cant | still doesnt | kept getting
        | each time i | every time i | whenever i | as soon as i | when i try | if i try | tried restarting
        | tried reinstalling | out of nowhere | worked fine until | worked fine before | works fine locally
        | but not in | but in prod | but on prod | someone explain | anyone explain | anybody explain
        | somebody explain | someone tell | anyone tell | anybody tell | somebody tell | someone help | anyone help
        | anybody help | somebody help | someone share | anyone share | anybody share | somebody share
        | someone clarify | anyone clarify | anybody clarify | somebody clarify | someone give | anyone give
        | anybody give | somebody give | someone describe | anyone describe | anybody describe | somebody describe
        | someone show | anyone show | anybody show | somebody show | someone walk | anyone walk | anybody walk
        | somebody walk | someone link | anyone link | anybody link | somebody link | someone enlighten
        | anyone enlighten | anybody enlighten | somebody enlighten | someone provide | anyone provide
        | anybody provide | somebody provide | someone elaborate | anyone elaborate | anybody elaborate
        | somebody elaborate | please share the | please share a | please send the docs | please link | please show
        | like to understand | love to understand | inherited | i wonder | id wonder | would be good to know
        | good to know how | good to know if | good to know whether | helpful to have | helpful to know
        | no clue which | no idea which | on behalf of | greyed out | grayed out | is missing | are missing
        | went missing | has disappeared | have disappeared | is gone | isnt there | arent there | not there
        | not listed | not visible | not found | not applied | not updated | not picked up | not working for me
        | not coming through | doesnt arrive | dont arrive | never shows | doesnt exist | doesnt respond
        | doesnt react | doesnt pick up | doesnt take effect | doesnt do anything | does nothing | has no effect
        | have no effect | comes back empty | come back empty | returns 0 | returns an empty | always returns
        | always empty | returns nothing | different results | differs between | differ between | sample code
        | example code | code sample | code example | would be lovely | what i need | neither | would love to see
        | would love some | would love an | only half | off by | looks low | looks wrong | looks off | looks too
        | too low | too high | lost access | extremely slow | very slow | super slow | gets stuck | blank page
    """,
    "trouble": """
        error | errors | exception | fails | failing | failed | crash* | timeout* | timing out | times out | dont work
        | not working | does not work | stopped working | broken | denied | refused | forbidden | hangs | stuck
        | trying to | tried to | want to | need to | would like to | id like to | running into | ran into | run into
        | hitting | i get | we get | im seeing | were seeing | it says | complains | throws | returns nothing
        | seems to ignore | whatever i do | after upgrading | after updating | after the upgrade | after upgrade
        | suddenly | cant | cannot | couldnt | wont | unexpected* | weird | slow | missing | unauthori* | 401 | 403
        | 404 | 500 | 502 | 503 | 504 | oom* | killed | wipes | overwrites | loses | lost | drops | ignores | doesnt
        | isnt | wouldnt | instead | still | again | every time | since | for me | empty | wrong | mismatch | invalid
        | conflict | rejected | i need | we need | got | getting | gets | takes forever | but the | but it | but im
        | but nothing | but no | yet it | however it | i thought | i assumed | supposed to | should be able to
        | docs say | documentation says | according to the docs | the guide says | the readme says | expected it
        | i expected | id expect | i would expect | we expected | i tried | we tried | weve tried | ive tried
        | i have tried | after i | all of a sudden | used to work | worked yesterday | worked before | works locally
        | works on my | works in staging | keeps | didnt work | didnt get | to ask | nothing happens | do not know
        | dont see | do not see | wants | differ | differs | only on | only in | only happens | happens only
        | happens every | happens when | intermittent* | randomly | sporadic* | flaky | strange | odd | oddly
        | confusing | never * | doubled | tripled | declined | blank page | blank screen | white screen | no sound
        | leaves me | stops at | stops after | dies | freezes | frozen | lags | laggy | hang | disconnect*
        | reconnect* | logs me out | kicks me out | spinning | spinner | blocked by | no matter | out of memory
        | throttled | truncated | duplicated | duplicates | corrupt* | garbled | unreadable | unreachable
        | unavailable | not reachable | not responding | unresponsive | expired | revoked | timed out | although
        | as soon as | not sure | contains only | shows only | only shows | half of
    """,
    "topic": """
        index* | collection* | partition* | segment* | vector* | embedding* | quer* | search* | schema* | field*
        | cluster* | node* | pod | pods | container* | image | images | kube* | helm | server* | database* | db
        | backup* | restore* | migrat* | upgrad* | version* | sdk | client | api | apis | endpoint* | token* | key
        | keys | secret* | password* | passwrd | login* | account* | access | permission* | role | roles | sso | okta
        | vpn | wifi | network | proxy | port | ports | firewall | cert* | ssl | tls | config* | setting* | env
        | variable* | param* | limit* | quota* | memory | disk | storage | cpu | gpu | latency | log | logs | metric*
        | dashboard* | alert* | pipeline* | build | builds | ci | deploy* | staging | production | prod | sandbox
        | branch* | repo* | docs | documentation | doc | guide* | polic* | expens* | reimburs* | receipt* | payslip*
        | payroll | invoice* | vacation day* | leave | pto | sick | parental | insurance | pension | laptop* | monitor
        | printer* | badge* | onboarding | template* | form | portal | licen* | webhook* | topk | top k | nprobe
        | dimension* | consistency | runner* | registry | ticket* | tool | tools | workflow* | script* | job | jobs
        | cron* | grpc | http | dns | domain | install* | plugin* | package* | dependenc* | library | batch* | file
        | files | upload* | download* | export* | import* | insert* | delet* | sync* | rate | retention | rotation
        | rotate | on call schedule | travel | relocation | allowance | budget | vendor* | procurement | compliance
        | gdpr | audit* | security | flag | flags | test suite | analyzer* | shard* | replica* | recall | precision
        | embed | rerank* | hybrid | bm25 | ivf* | hnsw | flush* | compact* | load | loading | ttl | wal | etcd
        | minio | s3 | bucket* | kafka | pulsar | redis | postgres* | mysql | mongo* | elastic* | terraform | ansible
        | argocd | jenkins | gitlab | github | lambda* | queue* | worker* | ingress | namespace* | manifest* | chart*
        | volume* | pvc | pv | statefulset* | daemonset* | crd | operator* | rbac | tenant* | multi tenan*
        | throughput | qps | benchmark* | performance | scal* | autoscal* | high availability | failover | disaster
        | recover* | snapshot* | rollback | hotfix | changelog | deprecat* | compatib* | support for | supported
        | unsupported | python | java | golang | typescript | javascript | rust | kotlin | swift | android | ios
        | windows | linux | mac | macos | ubuntu | arm | m1 | wsl | ssh | sftp | ftp | smtp | ldap | saml | oauth*
        | oidc | jwt | mfa | 2fa | otp | yubikey | header* | payload* | request* | response* | status code*
        | pagination | cursor* | idempot* | callback* | event | events | subscription* | billing | free tier | trial
        | pricing | refund* | payment* | charge* | currency | vat | tax | calendar* | room booking | meeting rooms
        | headcount | salary | bonus | equity | benefits | health | dental | commuter | bike leasing | parking spot
        | company card | credit card | per diem | mileage | hotel* | flight* | visa | work permit | remote work
        | home office | working from abroad | working hours | overtime | time off | day off | days off | maternity
        | paternity | notice period | probation | promotion* | career | course* | conference* | equipment | hardware
        | headset | phone | sim | dock* | nda | contract* | legal | dpa | privacy | pii | encrypt* | at rest
        | in transit | pentest* | vulnerab* | cve* | sbom | runbook* | playbook* | escalation | severity | sla | slo
        | uptime | wiki | confluence | notion | jira | figma | slack channel | mailing list | google drive
        | shared drive | sharepoint | zoom recording* | recordings | brand | design system | component* | storybook
        | linter | lint | format* | commit* | monorepo | submodule* | artifact* | binary | binaries | wheel | pip
        | npm | yarn | pnpm | maven | gradle | cargo | brew | apt | null | default* | max* | minimum | timeout*
        | retry* | retries | threshold* | column* | row | rows | table | tables | primary key* | foreign key* | ids
        | uuid | timestamp* | timezone* | json | csv | xml | yaml | parquet | regex* | filter* | expression* | sort*
        | order by | count | join | offset | range | distinct | similarity | cosine | l2 | nlist | ef | quantiz*
        | sparse | dense | float16 | mmap | chunk* | rag | llm | model | models | prompt* | agent* | bot
        | knowledge base | faq | ocr | connection* | connect | socket* | websocket* | keepalive | cdn | subdomain
        | hosting | cloud | aws | gcp | azure | eks | gke | aks | vm | vms | instance* | region* | zone | cost cent*
        | purchase order | po number | approval flow | approver* | signature* | e sign* | stamp | letterhead
        | sessions | session | steps | service | services | authentication | authoriz* | credential* | release name
        | release notes for | tag | tags | architecture | diagram | convention* | standards | process | procedure
        | who handles | slack channels | error code* | commands | command | cli | environment* | user | users | admin
        | admins | group | groups | project | projects | workspace* | org | organization | product | feature | balance
        | runs on | data | dataset* | stored | saved | kept | information | content | space | size | sizes | history
        | archive* | value | values | option | options | method | methods | function | functions | class | page
        | pages | link | links | url | urls | number of | amount of | restart* | reset | setup | set up
    """,
    "mine": "i | im | ive | id | my | me | mine | we | weve | our | ours | us | were",
}
