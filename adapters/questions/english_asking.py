"""English cues of somebody who asks, or needs something."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.questions.cues import Kind

ASKING: Mapping[Kind, str] = {
    "ask": """
        how do you | how do u | how does | how should | how would we | how would you | how would one | how to
        | how come | how long does | how long do | how long is | how long are | how long will | how much does
        | how much is | how much memory | how much do | how many | how often | how big | how large | how far | how safe
        | whats the | what does | what should | what happens | what is a | what is an | whats a | what would happen
        | what exactly | what kind of | wheres the | where should | where does | where to | which one should
        | which of the | which version | which versions | which setting | who owns | who is responsible | who handles
        | who has access | why does | why do | why is | why are | why cant | why isnt | why doesnt | why wont
        | why would | why did | when does | when do | when should | when will | anyone know | anyone knows
        | anybody know | anybody knows | someone know | someone knows | anyone aware | anyone have a link
        | anyone have an example | anyone seen this | anyone else seeing | anyone else getting | anyone else hit
        | anyone hit this | anyone tried | anyone managed | anyone here used | anyone using | anyone explain
        | anyone help | anyone point | any idea | any ideas | any clue | any clues | any pointers | any pointer
        | any suggestions | any advice | any docs | any doc | any guidance | any tips | any chance to | any hints
        | any workaround | are there | is there | is it possible | is it supported | is it normal | is it expected
        | is it enough | is it required | is it necessary | is it recommended | am i allowed | am i supposed
        | am i missing | do you need to | can i | can we | could i | should i | may i | must i | have any of you
        | did anyone | what did i do wrong | doing something wrong | doing wrong | difference between | best practice
        | best practices | recommended way | proper way | correct way | preferred way | easiest way | fastest way
        | do i | do we | does it | does the | does our | did we | how 2 | which branch | how long until | any plans
        | any update on | any updates on | any news on | any link | any reason | any difference | any limit | any known
        | any example | any examples | any chance there | any recommended | any eta | fix$ | what would cause
        | what could cause | what causes | what might | what else do | know if | know how | know why | know where
        | know whether | know when | know which | know what the | ideas$ | suggestions$ | pointers$ | or am i
        | or is it | or should | what am i | has anybody seen this | has anyone used | has anyone figured
        | has anyone had | has anyone run into | has anybody tried | has anyone got | has anyone hit | do the
        | does deleting | does a | does an | does my | can it | can they | is it fine | is it bad | is it worth
        | is it better | is it legal | is it allowed | steps to | the steps | how is | how are | hows | handled here
        | known issue | known bug | known problem | known limitation | wrong name$ | how exactly | what is needed
        | where is | where are | where was | where did | how can | how could | how did | how has | how have | how will
        | how was it | how soon | how fast | how hard is it | how old | how new | how well | how few | how late
        | how early | how high | how low | how deep | how strict | what are | what would be | what will | what has
        | what can | what could be | what must | what limits | what size | what version | what port | what type
        | what sort of | what format | what url | what command | what permissions | what role | what counts | whats our
        | whats my | whats with the | whats wrong | whats needed | where can | where could | where do | where will
        | where would | where exactly | where in the | where on | wheres our | wheres my | who do | who can
        | who should | who manages | who maintains | who approves | who signs | who pays | who decides | who gets
        | whom | whose | which one is | which are | which do | which does | which port | which role | which team
        | which tool | which page | which form | which region | which format | which type | which field | which model
        | which index | which command | which flag | which file | which link | which url | which address | which plan
        | which way | why am i | why was | why were | why has | why have | why arent | why dont | why didnt | why hasnt
        | why wasnt | why should | why must | why only | why not just | when can | when did | when was | when are
        | when would | when exactly | does this | does that | does one | does milvus | does someone | do these
        | do those | do they | do you guys have | do you have a | do you have an | do you have any | do you support
        | did something change | did anything change | did the | has the | has this | has something changed
        | has anything changed | have we | will it | will the | will my | will our | will this | would it be
        | would that | would this | would i | should the | should it | should one | could it be | could this be
        | could that be | might it | is the | is this | is that | is it true | is it still | is it really | is it the
        | is it a | is our | is my | is one | is someone | are the | are these | are those | are our | are my
        | are we allowed | are we supposed | was the | were the | am i the only | is anybody | possible to | okay to
        | ok to | safe to | allowed to | able to somehow | or no$ | or not$ | yes or no | correct$ | isnt there$
        | doesnt it$ | eta on | eta for | status of | reason for | reason why | meaning of | purpose of
        | alternative to | alternatives to | equivalent of | equivalent to | example of | examples of | example for
        | way to | ways to | the trick to | whats up with | what gives$
    """,
    "mark": """
        is there$ | are there$ | isnt there$ | doesnt it$ | or no$ | or not$ | is it$ | does it$ | can i$ | can we$
        | do we$ | do i$ | should i$ | should we$
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
        | help me | help with | help understanding | help needed | looking for | searching for | in search of
        | struggling | having trouble | having issues | having problems | having an issue | having a problem
        | having a hard time | cant seem | cannot get | cant connect | cant access | cant log | cant login | cant start
        | cant find | cant install | cant load | cant reach | cant figure | cant make | cant see | cannot find
        | cannot figure | unable to | not able to | would appreciate | appreciate any | direct me to | walk me through
        | eli5 | wondering | would like to know | want to know | want to understand | dont understand
        | do not understand | dont get how | dont get why | dont know how | dont know where | dont know why
        | dont know if | dont know what | dont know which | not clear | confused about | im confused | confused by
        | explain how | explain what | explain why | explain the | explain to me | describe how | question about
        | question re | question on | question regarding | question for | got a question | have a question
        | keep getting | docs on | docs for | docs about | documentation on | documentation for | documentation about
        | guide for | guide on | tutorial on | tutorial for | link to the | whats wrong with | wish i knew | ^summarize
        | ^summarise | ^explain | ^describe | ^compare | ^outline | ^clarify | ^walk | requesting | request access
        | request for | dont have access | still dont have | dont have permission | no access | locked out
        | doesnt show | dont show | wont show | not showing | doesnt let | wont let | doesnt seem | doesnt appear
        | not appearing | doesnt load | doesnt match | isnt showing | isnt being | not being | stopped | never arrive*
        | never get | never got | hasnt arrived | not arriv* | only show | only mention* | docs dont | docs only
        | cant tell | cant work out | cant open | cant build | cant run | cant pull | cant push | cant deploy
        | cant use | cant delete | cant create | cant reproduce | cant upload | cant sign | every single time | help$
        | hints$ | lost on | lost with | is ignored | gets ignored | are ignored | silently | what it takes to
        | wondered | stumped | at a loss | out of ideas | tried everything | would be great to know | point | confirm
        | cant wrap my head | couldnt find | could not find | couldnt figure | couldnt get | didnt find
        | dont know whether | didnt understand | not following | not obvious | not documented | thought it | was hoping
        | hoping to | hoping someone | hoping for | could use some | could use a | appreciate it | appreciated
        | grateful | would be great if | would be nice to know | would be helpful | would help | can i get
        | could i get | may i have | can i have | could i have | request: | looking to | seeking | asking for access
        | asking how | asking about | asking if | asking whether | ask about | ask how | wanted to ask | want to ask
        | wanted to know | like to ask | no luck | without luck | without success | no success | to no avail | in vain
        | nothing works | nothing helps | still failing | still fails | still getting | still seeing | still cant
        | still doesnt | kept getting | whenever i | as soon as i | when i try | if i try | tried restarting
        | tried reinstalling | out of nowhere | works fine locally | but not in | but in prod | but on prod
        | someone explain | anyone explain | anybody explain | somebody explain | someone tell | anyone tell
        | anybody tell | somebody tell | someone help | anyone help | anybody help | somebody help | someone share
        | anyone share | anybody share | somebody share | someone clarify | anyone clarify | anybody clarify
        | somebody clarify | someone give | anyone give | anybody give | somebody give | someone describe
        | anyone describe | anybody describe | somebody describe | someone show | anyone show | anybody show
        | somebody show | someone walk | anyone walk | anybody walk | somebody walk | someone link | anyone link
        | anybody link | somebody link | someone enlighten | anyone enlighten | anybody enlighten | somebody enlighten
        | someone provide | anyone provide | anybody provide | somebody provide | someone elaborate | anyone elaborate
        | anybody elaborate | somebody elaborate | please send the docs | please link | please show
        | like to understand | love to understand | inherited | id wonder | would be good to know | good to know how
        | good to know if | good to know whether | helpful to have | helpful to know | on behalf of | greyed out
        | grayed out | is missing | are missing | went missing | has disappeared | have disappeared | is gone
        | isnt there | arent there | not there | not listed | not visible | not found | not applied | not updated
        | not picked up | not working for me | not coming through | doesnt arrive | dont arrive | never shows
        | doesnt exist | doesnt respond | doesnt react | doesnt pick up | doesnt take effect | doesnt do anything
        | does nothing | comes back empty | come back empty | returns 0 | returns an empty | always returns
        | always empty | returns nothing | different results | differs between | differ between | sample code
        | example code | code sample | code example | would be lovely | neither | would love to see | would love some
        | would love an | only half | off by | looks low | looks wrong | looks off | looks too | too low | too high
        | lost access | extremely slow | very slow | super slow | blank page | needs an | needed: | ^needing
        | i want to | id like to | i would like to | we would like to | wed like to | trying to | tried to
        | planning to | attempting to | kindly | pls | please list | please give | please share | please add a link
        | please summarize | please summarise | please compare | please outline | please walk | please define
        | please elaborate | please let me know if | let me know how | let me know where | let me know which
        | let me know what | ^define | ^elaborate | ^provide | ^teach | ^remind me | ^recommend | ^suggest | ^list
        | ^find me | ^share the | ^help | give us | give me | show us | show me | tell us | tell me | walk us | send me
        | send us | link me | remind me how | remind me what | remind me where | overview of | summary of
        | explanation of | explanation for | description of | introduction to | instructions | steps for
        | docs regarding | docs covering | documentation covering | documentation regarding | cheat sheet
        | checklist for | template for | sample for | examples | walkthrough | how to guide | ^example | ^link to
        | no idea | no clue | not sure | unsure | unclear | uncertain | not certain | im lost | puzzled | baffled
        | puzzling | mystified | scratching my head | asking myself | ask myself | asked myself | keep asking | curious
        | interested to know | interested in knowing | love to know | dying to know | happy to know | anyone know
        | cant remember | forgot how | forgot where | forgot which | forgot my | forgotten how | forgotten where
        | forgotten my | dont remember | do not remember | dont recall | cant recall | dont see how | dont see where
        | dont see any | dont see a | do not see | dont see the | dont have a | dont have the | dont have any
        | there seems to be no | theres no way | there is no way | no way to | couldnt tell | hard to tell
        | cannot tell | cannot connect | cannot access | cannot log | cannot start | cannot open | cannot see
        | cannot use | cannot run | cannot build | cannot create | cannot delete | cannot install | cannot load
        | cannot reach | cannot push | cannot pull | cannot upload | cannot deploy | cant ssh | cant set | cant change
        | cant edit | cant add | cant download | cant print | cant submit | cant sync | cant import | cant export
        | cant read | cant write | cant send | cant receive | cant book | cant join the | cant view | cant clone
        | cant merge my | cant resolve | cant pass | cant enable | cant select | cant save | wont start | wont load
        | wont open | wont connect | wont build | wont accept | wont work | wont sync | wont install | wont go
        | wont come | wont run | wont boot | wont print | wont turn | wont update | refuses to | fails to | failed to
        | keeps | keep seeing | keep hitting | keep losing | keep failing | kept failing | over and over | in a loop
        | nothing happens | nothing changes | nothing shows | nothing comes | no response | no reply from | no effect
        | no result | no results | no data | no output | nowhere to be found | nowhere in the | never finishes
        | never completes | never ends | never returns | never works | never updates | never gets | for no reason
        | for some reason | out of the blue | goes blank | went blank | bounces | bouncing | redirects me | kicks me
        | throws me | logs me out | asks me | asks for a | wants a | wants me | demands | insists | tells me
        | says im not | says i dont | says its | telling me | even though | even after | even when | even with
        | no matter | despite | regardless of | each time | every time | every few | half the time | most of the time
        | works for others | works for everyone else | everyone else can | other people can | colleague can
        | works in dev | works on staging | works in the ui | used to work | used to be | worked yesterday
        | worked last week | worked before | worked until | worked fine | since this morning | since yesterday
        | since last | since the upgrade | since the update | since upgrading | since updating | since i | since we
        | after upgrading | after updating | after the upgrade | after the update | after switching | after changing
        | after moving | after migrating | after enabling | after installing | after resetting
        | instead of the expected | less than expected | more than expected | twice | wipes | disappears | vanish*
        | lost my | lost the | forever | hours now | stuck | for hours | for days | days now | hangs | crash* loop
        | too long | takes ages | so slow | times out | timing out | gives me | gets me | greets me | results in an
        | ends in an | ends with an | ends up | fails with | failing with | fails because | dies with | exits with
        | crashes with | returns an error | returns a 4* | returns a 5* | with the error | error message
        | gives an error | get an error | getting an error | got an error | says error | errors out | any help
        | some help | bit of help | little help | a hand with | your help | help would | help on | help from
        | help getting | help setting | help finding | help debugging | sos | new here | new to | im new | just joined
        | just started | total beginner | i need | we need | ^need | need a | need an | need the | need some
        | need to understand
    """,
    "trouble": """
        error | errors | exception | fails | failing | failed | crash* | timeout* | timing out | times out
        | not working | does not work | broken | denied | refused | forbidden | hangs | stuck | trying to | tried to
        | want to | need to | would like to | id like to | running into | ran into | run into | hitting | i get
        | we get | im seeing | were seeing | it says | complains | throws | returns nothing | whatever i do
        | after upgrading | after updating | after the upgrade | after upgrade | suddenly | cant | cannot | couldnt
        | wont | unexpected* | weird | slow | missing | unauthori* | 401 | 403 | 404 | 500 | 502 | 503 | 504 | oom*
        | killed | wipes | overwrites | loses | lost | drops | ignores | doesnt | isnt | wouldnt | instead | still
        | every time | since | for me | empty | wrong | mismatch | invalid | conflict | rejected | i need | we need
        | got | getting | gets | however it | i thought | i assumed | supposed to | should be able to | docs say
        | documentation says | according to the docs | the guide says | the readme says | expected it | i expected
        | id expect | i would expect | we expected | i tried | we tried | weve tried | ive tried | i have tried
        | after i | all of a sudden | used to work | worked before | works locally | works on my | works in staging
        | keeps | to ask | nothing happens | do not know | do not see | wants | differ | differs | happens every
        | happens when | intermittent* | randomly | sporadic* | strange | odd | oddly | confusing | never * | doubled
        | tripled | declined | blank page | blank screen | white screen | no sound | leaves me | dies | freezes
        | frozen | lags | laggy | hang | disconnect* | reconnect* | logs me out | kicks me out | spinning | spinner
        | blocked by | no matter | out of memory | throttled | truncated | duplicated | duplicates | corrupt* | garbled
        | unreadable | unreachable | unavailable | not reachable | not responding | unresponsive | expired | revoked
        | timed out | although | as soon as | not sure | arent | werent | hasnt | havent | hadnt | didnt | dont
        | shouldnt | not able | no longer | no one | none of | nowhere | yet | but | only | though | except | despite
        | without | whereas | while the | somehow | apparently | seems | seem | appears | looks like | behaves
        | behaviour | behavior | forever | fewer | twice | double | bug | bugs | buggy | issue | issues | problem
        | problems | trouble | struggle | warnings | failure | failures | panic | panics | segfault | stack trace
        | stacktrace | traceback | hung | stale | outdated | delayed | delay | spike* | leak* | degraded | unstable
        | inconsistent | inaccurate | incorrect | incomplete | unknown | undefined | unsupported | not found
        | not allowed | not permitted | prohibited | restricted | locked | suspended | deactivated | disabled | exceed*
        | overload* | exhausted | stopped | stops | bounced | bounces | reverted | reverts | resets | restarts
        | restarting | evicted | pending | unhealthy | notready | red on | fail | yesterday | nightmare
    """,
    "topic": """
        index* | collection* | partition* | segment* | vector* | embedding* | quer* | search* | schema* | field*
        | cluster* | node* | pod | pods | container* | image | images | kube* | helm | server* | database* | backup*
        | restore* | migrat* | upgrad* | version* | sdk | client | api | apis | endpoint* | token* | key | keys
        | secret* | password* | passwrd | login* | account* | access | permission* | role | roles | sso | okta | vpn
        | wifi | network | proxy | port | ports | firewall | cert* | ssl | tls | config* | setting* | env | variable*
        | param* | limit* | quota* | memory | disk | storage | cpu | gpu | latency | log | logs | metric* | dashboard*
        | pipeline* | build | builds | ci | deploy* | staging | prod | sandbox | branch* | repo* | docs | doc | guide*
        | polic* | expens* | reimburs* | receipt* | payslip* | payroll | invoice* | leave | pto | sick | parental
        | insurance | pension | laptop* | monitor | printer* | badge* | onboarding | template* | form | portal | licen*
        | webhook* | topk | top k | nprobe | dimension* | consistency | runner* | registry | ticket* | tool | tools
        | workflow* | script* | job | jobs | cron* | grpc | http | domain | install* | plugin* | package* | dependenc*
        | library | batch* | file | files | upload* | download* | export* | import* | insert* | delet* | sync* | rate
        | retention | rotate | on call schedule | travel | allowance | budget | vendor* | procurement | compliance
        | gdpr | audit* | security | flag | flags | analyzer* | shard* | replica* | recall | precision | embed
        | rerank* | hybrid | bm25 | ivf* | hnsw | flush* | compact* | load | loading | ttl | wal | etcd | minio | s3
        | bucket* | kafka | pulsar | redis | postgres* | mongo* | elastic* | terraform | ansible | argocd | jenkins
        | gitlab | github | lambda* | queue* | worker* | ingress | namespace* | manifest* | chart* | volume* | pvc | pv
        | statefulset* | daemonset* | crd | operator* | rbac | tenant* | multi tenan* | throughput | qps | benchmark*
        | performance | scal* | autoscal* | failover | disaster | recover* | snapshot* | rollback | hotfix | changelog
        | deprecat* | compatib* | support for | supported | unsupported | python | java | golang | typescript
        | javascript | rust | kotlin | swift | android | ios | windows | linux | mac | macos | ubuntu | arm | m1 | wsl
        | ssh | sftp | ftp | smtp | ldap | saml | oauth* | oidc | jwt | mfa | 2fa | otp | yubikey | header* | payload*
        | request* | response* | status code* | cursor* | idempot* | callback* | event | events | subscription*
        | billing | trial | pricing | refund* | payment* | charge* | currency | vat | tax | calendar* | room booking
        | meeting rooms | headcount | salary | bonus | equity | benefits | health | dental | commuter | bike leasing
        | parking spot | company card | credit card | per diem | mileage | hotel* | flight* | visa | work permit
        | home office | working from abroad | working hours | overtime | time off | day off | days off | maternity
        | paternity | notice period | promotion* | career | course* | conference* | equipment | headset | phone | sim
        | dock* | nda | contract* | legal | dpa | privacy | pii | encrypt* | at rest | in transit | pentest*
        | vulnerab* | cve* | sbom | runbook* | playbook* | severity | sla | slo | uptime | confluence | notion | jira
        | figma | slack channel | mailing list | shared drive | sharepoint | brand | design system | component*
        | storybook | linter | lint | format* | commit* | monorepo | submodule* | artifact* | binary | binaries | wheel
        | pip | npm | yarn | pnpm | maven | gradle | cargo | brew | apt | null | default* | max* | minimum | timeout*
        | retry* | retries | threshold* | column* | row | rows | table | tables | primary key* | foreign key* | ids
        | uuid | timestamp* | timezone* | json | csv | xml | yaml | parquet | regex* | filter* | expression* | sort*
        | order by | count | join | offset | range | distinct | similarity | cosine | l2 | nlist | ef | quantiz*
        | sparse | dense | float16 | mmap | chunk* | rag | llm | model | models | prompt* | agent* | bot
        | knowledge base | faq | ocr | connection* | connect | socket* | websocket* | keepalive | cdn | subdomain
        | hosting | cloud | aws | gcp | azure | eks | gke | aks | vm | vms | instance* | region* | zone
        | purchase order | po number | approval flow | approver* | signature* | e sign* | stamp | letterhead | sessions
        | session | steps | service | services | authoriz* | credential* | tag | tags | architecture | diagram
        | convention* | standards | process | procedure | who handles | slack channels | error code* | commands
        | command | cli | environment* | user | users | admin | admins | group | groups | project | projects
        | workspace* | org | product | feature | balance | runs on | data | dataset* | stored | saved | kept | content
        | space | sizes | history | value | values | method | methods | class | page | pages | link | url | urls
        | number of | amount of | reset | setup | set up | *ation | *ations | *ction | *ctions | *ition | *itions
        | *ption | *ptions | *ility | *ware | *db | *sql | cache* | caching | thread* | deadlock* | heap | gc | core
        | cores | kernel | driver* | cuda | finetun* | fine tun* | inference | openai | langchain | llama* | score*
        | distance | id | alias | aliases | proxies | sidecar | istio | envoy | nginx | traefik | balancer* | vault
        | 1password | bitwarden | lastpass | debug* | profil* | trac* | otel | prometheus | grafana | loki | sentry
        | datadog | splunk | kibana | pager* | incident* | postmortem* | rfc* | adr | spec | specs | semver | release
        | releases | patch* | merge | merging | rebase | test | tests | testing | e2e | coverage | fixture* | mock*
        | compil* | bundle* | webpack | bun | compose | podman | mirror* | transaction* | lock | locks | lag | seed
        | etl | airflow | dbt | spark | flink | snowflake | bigquery | redshift | warehouse | tableau | looker
        | metabase | analytics | cookie* | csrf | cors | waf | throttl* | backoff | dlq | consumer* | producer*
        | stream | streaming | streams | sse | polling | graphql | openapi | swagger | postman | curl | protobuf | avro
        | encoding | utf | unicode | locale | i18n | decimal | float | integer | string | strings | array* | enum*
        | boolean | nullable | unique | constraint* | trigger* | materialized | camera | microphone | bluetooth | usb
        | bios | antivirus | mdm | jamf | intune | bitlocker | filevault | ssd | ram | battery | scanner | screen*
        | webcam | adapter | cable | cables | mouse | email* | mailbox | inbox | mail | distribution list | spam
        | holiday* | remote | stipend | perk* | sabbatical | bereavement | visitor* | guest* | shipping | courier
        | keycard | interview* | okr* | kpi* | intern | interns | freelancer* | manager | employee* | hr | finance
        | it desk | helpdesk | app | apps | browser* | chrome | firefox | outlook | office 365 | powerpoint | google
        | gmail | website | site | wiki* | notification* | sms | whatsapp | backend | frontend | microservice*
        | framework* | code | snippet* | syntax | keyword* | wildcard* | predicate* | operand | argument* | attribute*
        | propert* | object* | record* | document* | paragraph* | heading* | entit* | neighbo* | ann | knn | bulk
        | async | concurren* | parallel* | bottleneck* | spike* | capacity | sizing | footprint | cost | costs | price
        | prices | seat | seats | renewal | renew | expir* | purge* | cleanup | archiv* | regulat* | iso 27001 | soc 2
        | hipaa | nis2 | breach | phishing | passphrase | keychain | fingerprint | context | egress | subnet | vlan
        | nat | route* | routing | gateway* | canary | blue green | toggle* | rollout | rollouts | cutover | downtime
        | failback | rto | rpo | tape | glacier | tier | tiers | tiering | timetable
    """,
    "mine": "i | im | ive | id | my | me | mine | we | weve | our | ours | us | were",
}
