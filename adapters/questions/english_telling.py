"""English cues of people who tell something: news, what was done, an answer."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.questions.cues import Kind

TELLING: Mapping[Kind, str] = {
    "tells": """
        its | thats | is | are | was | wasnt | were | will | im | i am | same | nothing | ^we | ^i | ^it | ^this | ^the
    """,
    "news": """
        heads up | ^fyi | psa | reminder | announcement | announcing | happy to announce | proud to | now live
        | is live | release notes | will be down | will be unavailable | will be closed | will be offline
        | will be upgraded | will be doing | will take place | maintenance window | planned downtime
        | scheduled maintenance | please welcome | welcome to | joins us | joining us | joining the team | all hands
        | town hall | have moved to | been deprecated | being deprecated | make sure you | please remember
        | dont forget | join us | rsvp | hiring | open position | open role | job opening | referral | referrals
        | save the date | from today | from now on | going forward | please note | be aware | please fill
        | please complete | by eod | starting monday | starting tomorrow | starting next | we just shipped | we shipped
        | what you need to know | community call | meetup | webinar | for the record | recap | minutes of | notes from
        | as announced | stays the same | we have moved | were moving | we moved | is moving | tune in | livestream
        | tomorrow at | today at | thanks to everyone | shout out | shoutout | we are looking for | know someone
        | contact me | full stack developer | years of experience | by the end of | until the end of | this weekend
        | saturday at | sunday at | monday at | tuesday at | wednesday at | thursday at | friday at | everybody must
        | must be on | reaches end | is cancelled | is canceled | new starters | please stop | please dont
        | please update | weve raised | weve changed | we have changed | weve added | we now support | now supports
        | keeps coming up | wrote a | theres a talk | a talk about | expect an hour | expect some | read it on
        | bring your | in the kitchen | we are happy | we are pleased | pleased to | is coming | are live | now in beta
        | in public preview | generally available | ga today | goes live | going live | went live | launched
        | launching | introducing | meet our | join me in | give a warm | is leaving | are leaving | steps down
        | takes over as | promoted to | we have decided | weve decided | we decided to | it was decided
        | will be rolled | will be removed | will be merged | will be retired | will be migrated | will be switched
        | will be enabled | will be disabled | will be sent | will switch | will migrate | takes place | takes effect
        | kicks off | kicking off | starts at | starts on | ends on | closes on | are planned | window tonight
        | tonight at | tonight from | tonight between | this friday | this monday | this tuesday | this wednesday
        | this thursday | next monday | next tuesday | next wednesday | next thursday | next friday | every monday
        | every friday | due by | due on | due friday | no later than | please read | please submit | please send
        | please reconnect | please restart | please upgrade | please migrate | please move | please respond
        | please confirm | please take | please come | please bring | please add your | please keep | please avoid
        | please refrain | please do not | everyone please | quick update | small update | weekly update
        | status update | updates from | this week in | newsletter | highlights | what happened this | tl dr | tldr
        | action required | action needed | beware | ive written | ive put together | ive created | i have created
        | i put together | weve written | weve put | blog post | new blog | new post | new policy is | moved here
        | lives here | lives at | you can find | youll find | find it here | see here | details here | more here
        | details below | read more | recording is | minutes are | see the thread | job change | openings
        | looking for a job | new opportunities | blockchain dev | or remote | remote ok | we fixed | is on pypi
        | is on npm | old links | please verify | are expected | is expected to | now runs | now run | now uses
        | now use | now requires | now require | important | notice | caution | alert | root cause | new feature
        | has a new | have a new | update on | details in | more info | more details | can be found | planned for
        | is planned | will get | will run | will change | will happen | will receive | will move | will end
        | will stop | will start | before the | next week | next month | on monday | on tuesday | on wednesday
        | on thursday | monthly | summary of | the whole | i wrote | launches | expire on | expires on | rollout
        | rolling out | degraded | explained in | are explained | drill | outage | available for | is here | are here
        | now available | released | is moved | in effect | starting from | need to know about the | please check
        | please see | please use | slides are | link below | in thread | notes are | rca | update: | as of
        | warm welcome | need a developer | has moved to | are moving | i have written | new doc | new docs | two are
        | end of life | all teams | is closed | were looking for | freelance | opening in | vacanc* | apply here
        | apply now | apply at | apply by | join my team | come join | register here | register now | register by
        | conference talk | live stream | new faq | is available now | has been moved | has been updated
        | has been renamed | has been upgraded | has been replaced | has been migrated | have been moved
        | have been updated | will be moved | will be replaced | will be renamed | will be rotated | will be restarted
        | will be turned off | will be deleted | will be archived | will begin | will no longer | were switching
        | were migrating | we are switching | we are migrating | starting on | from next | due date for | important:
        | notice: | announcement: | minutes from | here are the | here is the | heres the | enjoy the
        | please make sure | please remove your | please save | please register | please sign | please vote | please be
        | please join | please switch | please rotate | please delete your | please clean | please empty | please close
        | do not forget | meet the new | say hi | say hello | introduce myself | my name is | thrilled | delighted
        | were happy | congratulat* | want to work | want to join | wanna work | new challenge | from monday
        | from tuesday | from wednesday | from thursday | from friday | from january | from february | from march
        | from april | from june | from july | from august | from september | from october | from november
        | from december | someone who loves | join our team
    """,
    "status": """
        fixed | resolved | solved | back up | back online | all good | nevermind | never mind | nvm | figured it out
        | found it | rolled back | rolled out | is green | on it | investigating | will fix | ill look | got it
        | makes sense | turns out | problem was | issue was | my bad | closing this | wip | ooo | out of office | brb
        | afk | running late | working from home | wfh | ill be | i will be | im back | im off | signing off
        | taking the day | should take | meanwhile | finally | works like | works again | up and running | all clear
        | all tests | we found | will update | will report | update: | landed | on my way | ^bumped | ^reverted
        | ^closed | ^sending | ^closing | ^rolling | ^deploying | ^working on | ^taking | ^heading | are stable
        | is stable | stable again | team is looking | learned something | not sure why but | it took me | can confirm
        | same problem last | went through | in the office today | back to normal | is healthy | healthy again
        | looks good | looking good | works great | green again | passes now | went fine | went smooth* | smoothly
        | without issues | without problems | ignore me | ignore that | ignore my | please ignore | disregard
        | scratch that | false alarm | my mistake | my fault | user error | pebkac | silly me | i was wrong | i misread
        | patched | hotfixed | i managed | that worked | worked perfectly | that was it | culprit | discovered
        | the reason was | the cause was | the fix was | the solution was | the trick was | the answer was | after all
        | in case somebody | for anyone | for future reference | for posterity | for completeness | documented it
        | wrote it down | will document | will add | will try | will check | will test | ill try | ill check | ill test
        | ill add | ill do | ill write | ill update | ill send | ill take | ill open | ill file | ill ask
        | let me check | let me look | let me see | let me try | let me test | taking a look | taking care
        | working on a fix | on my list | is waiting | im working | im going | im leaving | im taking | im heading
        | im away | be right back | out sick | sick today | not feeling | off today | off tomorrow | on pto
        | on vacation | on holiday until | on leave until | until monday | logging off | calling it a day | heading out
        | heading home | deploying now | migrating now | rescheduled | filed a | filed an | no longer needed
        | not needed anymore | took a while | is through | cleaned up | one to go | interesting read | good read
        | nice read | asked me | told me how | flowing again | was renewed | i told | now i know | now i get it
        | answered my | had no idea | understand now | on the third try | on the first try | took 40 | restart helped
        | ^raised | ^collected | ^increased | ^decreased | ^resized | ^cleaned | ^verified | ^wrote | ^built
        | ^refactored | ^uploaded | ^published | ^synced | went away | gone away | resized to | acknowledged
        | look clean | looks clean | keep watching | keep an eye | monitoring it | results are in | is answered
        | all sorted | sorted now | successful* | success | succeeded | because of a | due to a | is up | merging
        | releasing | i had forgotten | in review | under review | blocked on | ready for | is ready | created a
        | created the | opened a | opened an issue | assigned | reviewed | closed it | closed the | closed as
        | raised a | ^created | ^opened | ^added | ^changed | ^updated | ^moved | ^upgraded | ^downgraded | ^migrated
        | ^switched | ^enabled | ^disabled | ^restarted | ^replaced | ^started | ^stopped | ^removed | ^deleted the
        | ^rotated | ^renewed | ^tested | ^dropped the | added it to | rebooted | pushed | im in | im at | im out
        | it worked | works fine | found that | looks fine | eta | back in | back at | canceled | documented in
        | is complete | passing | approved | moved it to | i sent | we sent | recovered | i gave | updated the
        | i added | i updated | was just | rebuilding | reindexing | is migrating | are up again | raised the
        | postponed | ^i collected | is live | waiting for | found out | works for me | kicked off | reported it
        | escalated | went well | in case someone | in case anyone | no problems | no issues | is back | dig further
        | no errors | no error so | so good | went live | been restarted | been restored | been rolled | should be back
        | should be good | should be up | should be fine | fix is | root cause | rca | was due | were due | caused by
        | because i had | i just had to | had the wrong | had a typo | typo in | i misconfigured | turned out
        | now works | it works | works after | working after | working again | working on that | working on this
        | worked after | is working now | are working | running again | started working | i found | i figured
        | i opened | i filed | i reverted | i rolled | we rolled | we reverted | ive added | ive updated | ive opened
        | ive created | ive moved | ive written | i wrote | i have updated | i have added | will follow | will keep
        | will let you | will share | will post | will ping | will come back | will restart | will retry | will dig
        | will look | will revert | will roll | ill report | ill keep | ill let | ill post | ill ping | ill share
        | ill dig | ill follow | ill restart | ill roll | ill revert | ill merge | ill deploy | ill push | ill fix
        | ill get | ill go | ill have | ill handle | ill make | ill move | ill need to | ill put | ill run | ill see
        | ill start | ill stop | ill close | ill come | ill set | ill give it | im deploying | im debugging
        | im rolling | im restarting | im fixing | im sick | looking at it | looking into | digging into
        | still looking | still working on | still running | still going | halfway | helped a lot | that helped
        | that did it | did the trick | worked like | saved me | saved my | i now know | i now understand | fine now
        | okay now | good now | better now | stable now | up now | back now | fast now | faster now | working fine
        | deleting it now | retrying | re running | rerunning | restarting the | rolling back | rolling out | pushing a
        | continuing | resuming | pausing | stopping the | starting the | starting now | done$ | deployed$ | merged$
        | finished$ | completed$ | passed$ | shipped$ | thanks everyone for | thank you all for | thanks all for
    """,
    "answer": """
        <just | <look at | <yes | <yep | <yeah | <yup | <nope | <no , | <correct | <exactly | <its in | <it depends
        | <afaik | <iirc | <have you tried | <did you try | should work | should fix | this should | the answer is
        | the reason is | worked for me | that means | as far as i know | in my experience | youll need | <i usually
        | <we usually | <its because | thats how | thats why | you might | youd need | <agreed | <same here
        | <the default is | <its the | <its a | <that is | <thats | <youre | <youll | <depends | <not yet | <put
        | the answer to | <that flag | <that setting | you have to | <i dont think | <i had the same | <that was
        | <not possible | since 2 | <you have | <you just | <you only | <you were | <you would | <you still | <youd
        | <in that case | <in your case | <in this case | <i believe | <i suspect | <id use | <id go | <id try
        | <id say | <i ended up | <i solved | <i had this | <my guess | <my bet | <looks like you | <seems like you
        | <seems you | <it must | <it can | <its not | <its on | <its under | <its at | <its been | <its by
        | <its documented | <its called | <they are | <theyre | <this is because | <this happens | <this means
        | <that happens | <that error | <that one | <that option | <that page | <that field | <that limit
        | <that endpoint | <that depends | <that should | <that would | <that works | <that wont | <the limit is
        | <the error means | <the trick is | <the issue is that you | <the easiest | <the best way is
        | <the recommended way is | <the right | <not that i know | <nah | <sure | <of course | <absolutely
        | <definitely | <indeed | <good point | <fair | <makes sense | <both | <neither | <either | <mostly | <usually
        | <typically | <generally | <by default | <remember to | <remember that | <be sure | <be careful | <be aware
        | <dont | <do not | <avoid | <instead of | <rather than | <switch to | <wrap | <double check | <ping | <talk to
        | <reach out | <re run | <rerun | <reinstall | <rebuild | <rebase | i think | imo | imho | my two cents
        | i still think | id argue | i agree | i disagree | lgtm | ^unset | ^make sure | and push again | <up to
        | <at most | <at least | that is normal | thats normal | and they expire | <whichever | <personally | <remove
        | <scale | <move | <copy | <restart | <write | <apply | <edit | <select | <request it | <refresh | <change
        | <increase | <replace | <reload | <rename | <downgrade | <never | <always | <only | <old | <normal | <right
        | <true | <due to | <there is a | <there are | <there is an | <theres a | <if your | ^use | ^run | ^try | ^then
        | <i guess | <i suppose | <probably | <sounds like | <maybe you | <perhaps | <it needs | <it was | <it will
        | <it should | <it means | <the docs say you | <note that | <in 2 | <see | <read | <pass | <turn | <enable
        | <disable | <pin | <bump | <clear | <wait | <submit | <add the | <add a | <click | <choose | <pick | <contact
        | <file a | <open a | <open the | ^generate | <ask | <set | <check | <it is | some of the old | that feature
        | if the build is | <we do | <it does | works for me | ack | np | ty | for now | its all in | is all in
        | <configure | <create | <delete | <define | <include | <decrease | <lower | <raise | <press | <provide
        | <publish | <revoke | <rotate | <save | <specify | <toggle | <trigger | <uninstall | <unplug | <verify
        | <visit | <cast | <combine | <convert | <drop | <escape | <give it | <go | <grant | <have a look
        | <have a read | <ignore | <keep | <launch | <leave | <look in | <look under | <make | <map | <mark | <migrate
        | <mind that | <normalise | <normalize | <point it | <prefer | <prefix | <quote | <reboot | <reconnect
        | <reduce | <release it | <repeat | <resize | <search for | <shrink | <split | <swap | <tell it | <there you
        | <tick | <warm | <worth | you can | you should | you could | you must | you may | you shouldnt | you cant
        | you need | you only need | you just need | you probably | you want | you would need | youd have | you dont
        | you wont | youre supposed | youre missing | youre using | in your values | in your config | because you
        | what worked for | helped me | fixed it for me | did the trick for | we always | i normally | we normally
        | i just use | we just use | in our team we | in our case | our team uses | for us it | for me it
        | <this is how | <this is normal | <its expected | <its normal | <its fine | <its safe | <its possible
        | <its enough | <its only | <its just | <its usually | <its per | <its stored | <the latter | <the former
        | <the reason | <the answer | <the fix is | <the solution is | <those are | <these are | <they have
        | <they only | <as i said | <as mentioned | <as far as | <long story short | <short answer | <long answer
        | <tl dr | <tldr | <strictly speaking | <in practice | <also check | <also make | <alternatively | <or just
        | <or use | ^because | watch out | keep in mind | bear in mind | mind you | worth checking | worth a try
        | as long as | is needed for | is not supported | isnt supported | is supported since | is deprecated
        | only needed
    """,
}
