"""English cues of people who talk, tell and answer."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.questions.cues import Kind

TALKING: Mapping[Kind, str] = {
    "tells": """
        its | thats | is | are | was | wasnt | were | will | im | i am | same | nothing | ^we | ^i | ^it | ^this
        | ^the
    """,
    "person": """
        can you review | could you review | can you take | could you take | can you look | could you look
        | can you check | could you check | can you approve | can you merge | can you send | could you send
        | can you join | can you ping | can you resend | can you cover | can you call | can you hop
        | can you please review | would you mind | mind reviewing | mind taking | did you | have you | are you
        | were you | will you | you around | you there | you free | you available | do you have time | do you want
        | do you remember | do you mind | got a sec | got a minute | got a moment | have a sec | have a minute
        | have a moment | got 5 | got five | ping me | dm me | dmed you | sent you | text me | my message | my dm
        | your message | your email | your pr | your mr | your branch | your comment | your comments | your review
        | your desk | you said | you mentioned | told you | see you | talk to you | when you get a chance
        | whenever you | when you have | thanks for your | you two | you guys coming | can you repeat
        | can you share your | can you forward | can you add me | did he | did she | your part | your slides
        | your deck | your laptop | your calendar | your call | your ticket | my question above | your turn
        | your team | remember me | you were on | would you use | do you find | do you still | did they | they decide
        | borrow | have a look | someone approve | someone review | someone bring | someone take | anyone review
        | a reviewer | approval on | merge this | to merge$ | objections | volunteers | take this offline
        | the person who | whoever | back from | please release it | objection | wrong channel | can you invite me
        | can you grant | could you grant | can you unblock | can you rebase | can you sign off | can you remind
        | can you let me know | could you let me know when | can you get back | can you handle | can you fix
        | could you fix | can you finish | can you update the | can you reply | can you respond | can you bring
        | can you book | can you order | can you pick | can you double check | can you stop | can you turn
        | can you keep | can you come | could you come | can you post | can you share the | could you share the
        | could you share your | can you restart | could you restart | could you resend | could you forward
        | could you add me | could you invite | could you approve | could you merge | could you reply
        | could you finish | had you | if you have time | when you are back | in the end | your slot | your side
        | your end | your change | your changes | your fix | your commit | your machine | your notes | your doc
        | your proposal | your design | your feedback | your help yesterday | your question | your answer | your draft
        | your talk | your presentation | your idea | your approach | your thing | our call | our chat | our 1 1
        | as discussed | did we agree | did we decide | who is on call | whos on call | who is handling
        | whos handling | who broke | who merged | who pushed | who turned off | who took | who has my | who has the
        | still waiting for you | waiting on you | waiting for your | customer say | client say | customer demo
        | the clients | new pm | the pr | this pr | this mr | my pr | my mr | my email | my ticket | my branch | youre
        | youve | who changed | who deleted | can review | take over | my comment | yours | for review | your new
        | your old | my expense report its
    """,
    "social": """
        coffee | lunch | dinner | breakfast | beer | beers | pizza | birthday | happy friday | tgif | movie | movies
        | football | soccer | the game | weather | rain | sunny | dogs | puppy | playlist | karaoke | party | drinks
        | snacks | donuts | donut | cake | ice cream | joke | jokes | meme | lol | lmao | rofl | haha | hahaha | lolol
        | whos in | whos up | who is in | wanna | who wants | whos coming | whos joining | anyone watching
        | anyone watch | how was | how is everyone | hows everyone | how are you | hows it going | hows life
        | how are things | going on holiday | your vacation | your holiday | your trip | kudos | congrats
        | congratulations | well done | good job | love it | love this | great | awesome | amazing | nice | wow
        | dentist | restaurant* | doctor near | yoghurt | yogurt | fridge | concert | marathon | netflix | podcast
        | book club | fantasy | world cup | olympics | hiking | wedding | moving house | umbrella | lost and found
        | keyring | lightbulb | yoga | board game* | secret santa | potluck | ride to | carpool | drink
        | regex was a good idea | bottle | everyone reading | reading these days | stickers | sweater | lost my
        | room everest | hdmi | what a week | tea | snack | burrito* | sushi | burger* | ramen | curry | bbq
        | barbecue | picnic | happy hour | wine | cocktail* | whisky | vegan | vegetarian options at | cantine food
        | taco* | sandwich* | bagel* | croissant* | chocolate | candy | fruit | banana* | tv show* | season finale
        | spoiler* | cinema | theatre | gig | spotify | album | guitar | piano | boardgame* | chess | ping pong
        | foosball | darts | climbing | bouldering | running club | run club | cycling | tennis | basketball
        | volleyball | ski | skiing | surf* | beach | mountains | camping | sunburn | snow | snowing | heatwave
        | storm | thunder* | trains are | bus | kitten* | hamster | parrot | puppies | cactus | halloween | costume
        | diwali | eid | valentine* | anniversary | farewell | leaving card | newborn | engaged | tired | mondays
        | friday feeling | hangover | nap | dad joke* | pun | puns | gif | giphy | mood | vibe | vibes | hero
        | rockstar | genius | brilliant | fantastic | wonderful | beautiful | gorgeous | impressive | yay | woohoo
        | hooray | woot | hurray | cheers | bless | miss you | missed you | have fun | enjoy | good luck | get well
        | safe travels | see ya | cya | bye | goodbye | good night | goodnight | lucky | lottery
        | wifi is so slow today | smells | toilet* | aircon | air conditioning | cold in here | hot in here
        | dishwasher | microwave | recipe* | up for a | up for some | bike | entrance | commute | hamburg | team event
        | new pm | what a lovely | the room | the office | my desk | parking | the match | freezing | noise | noisy
        | loud | retirement | married | baby | kids | christmas | easter | thanksgiving | new year | new years | gym
        | weekend | headphones | charger | keyboard | whiteboard | plants | plant | sleep | train is late | band
        | film | song | songs | legend | emoji | elevator | room 4 | kitchen | mug | mugs | smell | dog | cat | cats
        | cool | sweet | found a badge | lobby
    """,
    "plan": """
        we meet | lets meet | meet at | meet tomorrow | meet today | meet on | meet up | meeting at | call at
        | sync at | standup at | quick call | quick sync | quick chat | jump on | huddle | reschedule
        | move the meeting | move our | move the sync | move standup | postpone | push the meeting | what time works
        | when works | works for you | works for everyone | work for you | work for everyone | available at | free at
        | free on | free tomorrow | free this | free next | tomorrow work | monday work | tuesday work
        | wednesday work | thursday work | friday work | one on one | skip standup | start the meeting | meeting start
        | meeting still on | still on for | still happening | sync up | my shift | my on call | cover for me
        | trade shift* | suits you | suits everyone | best for you | shall we | which date | is everyone free
        | who is free | whos free | can everyone | minutes today | minutes tomorrow | after standup | before standup
        | before lunch | after lunch | what times work | when can we | when shall | when is everyone
        | where are we meeting | which room are | what room are | which room is | who has time | anyone got time
        | anyone have time | got time for | have time for | time for a | your calendar | cancel our | skip our
        | dial in | join the call | on the call | is the meeting | the retro | the standup | stand up | our standup
        | our sync | our weekly | the planning | sprint planning | sprint review | kick off | kickoff
        | are you joining | who is joining | everyone joining | can make it | cant make it | make it to | rain check
        | early today | have 10 minutes | have 5 minutes | got 10 minutes | for 10 minutes | 10 minutes later | 1 1
        | slot | 15 min | 15 mins | 30 min | 5 min | half an hour | this afternoon | this evening | later today | swap
        | take my | workshop | offsite | off site | move it to | push it to | the invite | an invite | calendar invite
        | which day | what day | cancel the | skip the | my calendar | in the meeting | the weekly | cover my
        | same time | push back
    """,
    "poll": """
        do you think | you all think | everyone think | your thoughts | thoughts$ | thoughts on | opinions | opinion
        | you like | vote | votes | poll | react with | thumbs up | +1 if | would you rather | tabs or spaces
        | favorite | favourite | do we feel | shall we | survey | anonymous | from 1 to | out of 10 | out of 5
        | scale of | do you feel | how would you rate | how satisfied | which logo | which name | which color
        | which colour | prefer | or b | we think about | everyone feel | would everyone | reply with | find more
        | tell us what | happy are you | happy with | show of hands | hands up | who would like | who prefers
        | in favour | in favor | for or against | yay or nay | agree or disagree | agree$ | disagree$ | which do you
        | which one do you | which option | option b | what would you | what did you think | what do folks think
        | what do people think | what does the team think | how was the | how are we feeling | would you be interested
        | would anyone be interested | interested in | interest check | is anyone interested | who is interested
        | whos interested | questionnaire | retro board | suggestions for a name | name suggestions | name the new
        | mascot | theme for | color for | colour for | swag | t shirt* | hoodie* | should we name | rate the
        | rate our | please rate | rate your | vs$ | preference | preferences | fill in | fill out | naming
        | name for the | how do you find | feedback | rate this | what do you want | option a | name should
    """,
    "rhetoric": """
        who would have | who wouldve | who would of | isnt that | isnt it | how cool is | how great is | how awesome
        | how nice | go wrong$ | could possibly | who needs | who knew | guess what | you know what | why not$
        | why me$ | am i right | amirite | who cares | not to like | get any better | whats up$ | sup$ | seriously$
        | really$ | remember when | so what$ | coincidence$ | else is new | sorcery | can you believe
        | can we all agree | can we just | is it friday | just me or | who doesnt | who does that | huh$ | eh$
        | what a time | wtf$ | why do i even | why do we even | what is life | does anyone actually read
        | how hard can | how hard could | cant believe | in this economy | what year is it | said no one | who even
        | since when do | why always | why is it always | why does it always | how is it already | how is it only
        | is it just me | do we really | another all | who says | or what$ | was that just me | just me$
        | why did i ever | guess who | or just me | only tuesday | only monday | only wednesday | already friday
        | how am i only | how is that even | how is this even | how did we ever | how did we live | how did i not
        | how did i miss | how could i | where would we be | where has this been | where have you been
        | what would we do without | what would i do without | what is wrong with me | whats wrong with people
        | why on earth | why oh why | why is everything | why is everyone | why wouldnt you | why would anyone
        | why would you | why would anybody | why bother | why even | who writes | who wrote this
        | who in their right mind | who thought | who approved | who wouldnt | who hasnt | who else loves
        | who else is tired | what more | what are the odds | what were the odds | what a day | what a mess
        | what a joke | shocking | shocked | is it too much to ask | is that too much | is this real | is this a joke
        | is it me or | are we living | are we there yet | are you kidding | are you serious | kidding me
        | have we learned nothing | did we learn nothing | when will we learn | when will they learn
        | when will i learn | remember the days | remember the time | does it even | do people even | do people really
        | does anybody else just | isnt life | isnt this | arent we | dont you love | dont we all | dont you just
        | wouldnt it be nice | wouldnt that be | shouldnt we all | you know who | need i say more | ever noticed
        | ever wonder why | ring a bell | famous last words | now what$ | what now$ | same as always
        | every single monday | yet again | in case you wonder | in case youre wondering | in case you were wondering
        | who made it | in the machine | it take to change a | why use | why have one | hurt anyone elses
        | slack search, right | love it, right | what could | of course | obviously | whats next | why so | why must
        | sound familiar | surprise | what else | how many times | anything better than | why write
    """,
    "news": """
        heads up | ^fyi | psa | reminder | announcement | announcing | excited to | happy to announce | proud to
        | now live | is live | release notes | will be down | will be unavailable | will be closed | will be offline
        | will be upgraded | will be doing | will take place | maintenance window | planned downtime
        | scheduled maintenance | please welcome | welcome to | joins us | joining us | joining the team | all hands
        | town hall | have moved to | been deprecated | being deprecated | make sure you | please remember
        | dont forget | join us | rsvp | hiring | open position | open role | job opening | referral | referrals
        | save the date | from today | from now on | going forward | please note | be aware | please fill
        | please complete | by eod | starting monday | starting tomorrow | starting next | we just shipped
        | we shipped | what you need to know | agenda | community call | meetup | webinar | for the record | recap
        | minutes of | notes from | as announced | stays the same | we have moved | were moving | we moved | is moving
        | tune in | livestream | tomorrow at | today at | thanks to everyone | shout out | shoutout
        | were looking for a | we are looking for | know someone | contact me | full stack developer
        | years of experience | by the end of | until the end of | this weekend | saturday at | sunday at | monday at
        | tuesday at | wednesday at | thursday at | friday at | everybody must | must be on | reaches end
        | is cancelled | is canceled | new starters | please stop | please dont | please update | weve raised
        | weve changed | we have changed | weve added | we now support | now supports | keeps coming up | wrote a
        | theres a talk | a talk about | expect an hour | expect some | read it on | bring your | in the kitchen
        | we are excited | we are happy | we are pleased | pleased to | thrilled to | delighted to | is coming
        | are live | now in beta | in public preview | generally available | ga today | goes live | going live
        | went live | launched | launching | introducing | meet our | say hello to | say hi to | please join me
        | join me in | give a warm | new joiner* | new hires | first day | last day | is leaving | are leaving
        | steps down | takes over as | promoted to | we have decided | weve decided | we decided to | it was decided
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
        | i put together | weve written | weve put | blog post | new blog | new post | new policy is | got a new
        | moved here | lives here | lives at | you can find | youll find | find it here | see here | details here
        | more here | details below | read more | recording is | recording of | minutes are | see the thread
        | job change | openings | looking for a job | new opportunities | blockchain dev | or remote | remote ok
        | we fixed | is on pypi | is on npm | old links | please verify | are expected | is expected to | now runs
        | now run | now uses | now use | now requires | now require | effective | important | notice | caution | alert
        | attention | incident | root cause | new version of | new release | new feature | is now | are now
        | has a new | have a new | published | update on | details in | more info | more details | can be found
        | planned for | is planned | will get | will run | will change | will happen | will receive | will move
        | will end | will stop | will start | before the | next week | next month | on monday | on tuesday
        | on wednesday | on thursday | monthly | summary of | the whole | i wrote | launches | expire on | expires on
        | sign up | join the | rollout | rolling out | degraded | explained in | are explained | drill | outage
        | available for | is out | is here | are here | now available | released | is moved | in effect
        | starting from | need to know about the | please check | please see | please use | slides are | link below
        | in thread | notes are | rca | update: | as of | warm welcome | need a developer | has moved to | are moving
        | i have written | new page | new guide | new doc | new docs | two are | end of life | all teams | is closed
    """,
    "status": """
        fixed | resolved | solved | works now | working now | back up | back online | all good | nevermind
        | never mind | nvm | figured it out | found it | rolled back | rolled out | is green | on it | looking into it
        | investigating | will fix | ill fix | ill look | got it | makes sense | turns out | problem was | issue was
        | my bad | closing this | wip | ooo | out of office | brb | afk | running late | working from home | wfh
        | ill be | i will be | im back | im off | signing off | taking the day | should take | meanwhile | finally
        | works like | it was the | it was a | works again | up and running | all clear | all tests | we found
        | will update | will keep you | will report | update: | landed | on my way | ^bumped | ^reverted | ^closed
        | ^sending | ^closing | ^rolling | ^deploying | ^working on | ^taking | ^heading | are stable | is stable
        | stable again | team is looking | learned something | not sure why but | it took me | can confirm
        | same problem last | went through | in the office today | back to normal | is healthy | healthy again
        | looks good | looking good | works great | is working again | green again | passes now | went fine
        | went smooth* | smoothly | without issues | without problems | ignore me | ignore that | ignore my
        | please ignore | disregard | scratch that | false alarm | my mistake | my fault | user error | pebkac
        | silly me | i was wrong | i misread | fix is in | fix is out | patched | hotfixed | i managed | that worked
        | worked perfectly | that was it | culprit | discovered | the reason was | the cause was | the fix was
        | the solution was | the trick was | the answer was | after all | in case somebody | for anyone
        | for future reference | for posterity | for completeness | documented it | wrote it down | will document
        | will add | will try | will check | will test | ill try | ill check | ill test | ill add | ill do | ill write
        | ill update | ill send | ill take | ill open | ill file | ill ask | i will look | let me check | let me look
        | let me see | let me try | let me test | taking a look | taking care | working on a fix | on my list
        | is waiting | im working | im going | im leaving | im taking | im heading | im away | be right back
        | out sick | sick today | not feeling | off today | off tomorrow | on pto | on vacation | on holiday until
        | on leave until | until monday | logging off | calling it a day | heading out | heading home | deploying now
        | migrating now | rescheduled | filed a | filed an | no longer needed | not needed anymore | took a while
        | is through | cleaned up | one to go | interesting read | good read | nice read | asked me | told me how
        | flowing again | was renewed | i told | now i know | now i get it | answered my | had no idea
        | understand now | on the third try | on the first try | took 40 | restart helped | ^raised | ^collected
        | ^increased | ^decreased | ^resized | ^cleaned | ^verified | ^wrote | ^built | ^refactored | ^uploaded
        | ^published | ^synced | went away | gone away | resized to | acknowledged | look clean | looks clean
        | keep watching | keep an eye | monitoring it | results are in | is answered | all sorted | sorted now | done
        | completed | finished | passed | deployed | merged | shipped | currently | checking | successful* | success
        | succeeded | because of a | due to a | is up | merging | releasing | triggered | scheduled | i had forgotten
        | in review | under review | blocked on | ready for | is ready | created a | created the | opened a
        | opened an issue | assigned | reviewed | closed it | closed the | closed as | raised a | ^created | ^opened
        | ^added | ^changed | ^updated | ^moved | ^upgraded | ^downgraded | ^migrated | ^switched | ^enabled
        | ^disabled | ^restarted | ^replaced | ^started | ^stopped | ^removed | ^deleted the | ^rotated | ^renewed
        | ^tested | ^dropped the | added it to | added to the | rebooted | is running | pushed | im in | im at
        | im out | managed to | it worked | works fine | found that | found the | looks fine | eta | back in | back at
        | in progress | cancelled | canceled | documented in | is complete | passing | approved | moved it to | i sent
        | we sent | recovered | i gave | updated the | i added | i updated | was just | rebuilding | reindexing
        | is migrating | are up again | raised the | postponed | ^i collected | is live | waiting for | found out
        | works for me | kicked off | reported it | escalated | went well | was caused by | in case someone
        | in case anyone | no problems | no issues | is back | dig further
    """,
    "answer": """
        <you can | <you should | <you could | <you must | <just | <look at | <yes | <yep | <yeah | <yup | <nope
        | <no , | <correct | <exactly | <its in | <because | <it depends | <afaik | <iirc | <have you tried
        | <did you try | should work | should fix | this should | the answer is | the reason is | worked for me
        | that means | as far as i know | in my experience | youll need | you dont need | <i usually | <we usually
        | <its because | thats how | thats why | you might | youd need | you want to | <agreed | <same here
        | <the default is | <its the | <its a | <that is | <thats | <you dont | <youre | <youll | <depends | <not yet
        | <go to | <put | the answer to | <it only | <that flag | <that setting | otherwise you | you have to
        | you need to | <i dont think | <i had the same | <that was | <there is no | <theres no | <not possible
        | on my machine | since 2 | for that | <you have | <you just | <you only | <you were | <you would | <you may
        | <you still | <youd | <unless you | <as long as | <in that case | <in your case | <in this case | <i believe
        | <i suspect | <i would | <id use | <id go | <id try | <id say | <i ended up | <i solved | <i had this
        | <my guess | <my bet | <looks like you | <seems like you | <seems you | <it must | <it can | <its not
        | <its on | <its under | <its at | <its been | <its by | <its documented | <its called | <they are | <theyre
        | <this is because | <this happens | <this means | <that happens | <that error | <that one | <that option
        | <that page | <that field | <that limit | <that endpoint | <that depends | <that should | <that would
        | <that works | <that wont | <the limit is | <the max | <the error means | <the trick is
        | <the issue is that you | <the easiest | <the best way is | <the recommended way is | <the right
        | <per the docs | <not that i know | <nah | <sure | <of course | <absolutely | <definitely | <indeed
        | <good point | <fair | <makes sense | <both | <neither | <either | <mostly | <usually | <typically
        | <generally | <by default | <remember to | <remember that | <be sure | <be careful | <be aware | <dont
        | <do not | <avoid | <instead of | <rather than | <switch to | <start with | <wrap | <double check | <ping
        | <talk to | <reach out | <re run | <rerun | <reinstall | <rebuild | <rebase | i think | imo | imho
        | my two cents | i still think | id argue | i agree | i disagree | lgtm | ^unset | ^make sure | and push again
        | try again | <up to | <at most | <at least | that is normal | thats normal | and they expire | <whichever
        | <personally | <remove | <update | <scale | <move | <copy | <restart | <write | <call | <send | <apply
        | <edit | <select | <request it | <refresh | <log in | <log out | <change | <increase | <replace | <reload
        | <rename | <upgrade to | <downgrade | <never | <always | <only | <old | <normal | <expected | <since the
        | <right | <true | <due to | <not sure but | <there is a | <there are | <there is an | <theres a | <i found
        | <according to | <as per | <once you | <when you | <if you | <if your | ^use | ^run | ^try | ^then | <i use
        | <we use | <i guess | <i suppose | <probably | <sounds like | <the problem is that you | <maybe you
        | <perhaps | <it works | <it doesnt | <it cant | <it needs | <it was | <it will | <it should | <it means
        | <the docs say you | <note that | <in 2 | <see | <read | <pass | <turn | <enable | <disable | <pin | <bump
        | <clear | <wait | <submit | <add the | <add a | <drop the | <follow | <click | <choose | <pick | <contact
        | <file a | <open a | <open the | ^generate | <ask | <set | <check | <it is | some of the old | that feature
        | it only reads | if the build is | <we dont | <we do | <it does | <it has | works for me | <we had | ack | np
        | ty | for now | its all in | is all in
    """,
    "offer": """
        let me know if | lmk if | feel free | happy to help | happy to answer | glad to help | if anyone has
        | if anybody | if someone needs | questions$ | ask me | ask away | i can help | can i help | i can show
        | drop by | shout if | holler | if youre interested | anyone needs | anyone want | anyone interested
        | giving away | happy to pair | dont hesitate | at the desk | im at the | come by | come over | swing by
        | ill help | i got you | if you run into | hit me up | open door | here to help | here for questions
        | free to a good home | got questions | have questions | has questions | has trouble with | walk anyone
        | at my desk | ping me | dm me | im happy to | i am happy to | im available | im free to | im here
        | we are here to | my door | can help with | can help you | can help anyone | willing to help | want me to
        | need me to | shall i send | i can send | i can share | i can give | i can take | i can explain
        | i can review | i can look | i can walk | i could show | would anyone like | would anybody like
        | anyone looking for | who wants | who would like | first come | up for grabs | leftover | left over
        | extra tickets | extra ticket | tickets for | for sale | help yourself | come and get | come grab | grab one
        | dibs | dont be shy | no question is | no stupid questions | whenever you need | if something is unclear
        | if its unclear | if you are stuck | if youre stuck | if you would like | if youd like | if you wish
        | if youre new | if you are new | if you are interested | if interested | ama | ask the team | drop me
        | drop us | write me | write to me | message me | talk to me | come to me | catch me | spare | any time
        | anytime | if you want | if you get | if you see | if you notice | if you find | if you cant | if you still
        | if you have | if you need | if anything | im around | were here to | selling | for free | who needs
        | anyone need | interested in | should i send | i can do | ask them | ask us | find me | see me | call me
        | email me | take one | reach out | office hours | anyone wants | q a session
    """,
}
