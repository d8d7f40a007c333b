"""English cues of people who talk among themselves."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.questions.cues import Kind

TALKING: Mapping[Kind, str] = {
    "person": """
        can you review | could you review | can you take | could you take | can you look | could you look
        | can you check | could you check | can you approve | can you merge | can you send | could you send
        | can you join | can you ping | can you resend | can you cover | can you call | can you hop | would you mind
        | mind reviewing | mind taking | did you | have you | are you | were you | will you | you around | you there
        | you free | you available | do you have time | do you want | do you remember | do you mind | got a sec
        | got a minute | got a moment | have a sec | have a minute | have a moment | got 5 | got five | ping me | dm me
        | dmed you | sent you | text me | my message | my dm | your message | your email | your pr | your mr
        | your branch | your comment | your comments | your review | your desk | you said | you mentioned | told you
        | see you | when you get a chance | whenever you | when you have | thanks for your | you two | you guys coming
        | can you repeat | can you share your | can you forward | can you add me | did he | did she | your part
        | your slides | your deck | your laptop | your calendar | your call | your ticket | my question above
        | your turn | your team | remember me | would you use | do you find | did they | they decide | borrow
        | have a look | someone approve | someone review | someone bring | someone take | anyone review | approval on
        | merge this | to merge$ | objections | volunteers | take this offline | the person who | whoever
        | please release it | objection | can you invite me | can you grant | could you grant | can you unblock
        | can you rebase | can you sign off | can you remind | can you let me know | could you let me know when
        | can you get back | can you handle | can you fix | could you fix | can you finish | can you update the
        | can you reply | can you respond | can you bring | can you book | can you order | can you pick
        | can you double check | can you stop | can you turn | can you keep | can you come | could you come
        | can you post | can you share the | could you share the | could you share your | can you restart
        | could you restart | could you resend | could you forward | could you add me | could you invite
        | could you approve | could you merge | could you reply | could you finish | had you | if you have time
        | when you are back | in the end | your slot | your side | your end | your change | your changes | your fix
        | your commit | your machine | your notes | your doc | your proposal | your design | your feedback
        | your help yesterday | your question | your answer | your draft | your talk | your presentation | your idea
        | your approach | your thing | our call | our chat | our 1 1 | as discussed | did we agree | did we decide
        | who is on call | whos on call | who is handling | whos handling | who broke | who merged | who pushed
        | who turned off | who took | who has my | who has the | waiting on you | waiting for your | customer say
        | client say | customer demo | the clients | new pm | the pr | this pr | this mr | my pr | my mr | my email
        | my ticket | my branch | youre | youve | who deleted | can review | take over | my comment | yours
        | for review | your new | your old | my expense report its | you wrote | you asked | you shared | you sent
        | you posted | you promised | you were | you still | you forgot | hey you | how was your | when can you
        | do you know if he | do you know if she | do you need me | you busy | you online | you in | still need me
        | can you help me move | can you push | can you deploy | can you run | can you stay | can you swap
        | can you write | can you give me a call | can you tell him | can you tell her | can you dm | can you remove me
        | could you ping | could you update | could you rebase | could you cover | could you push | could you run
        | would you be able | would you take | his pr | her pr | their pr | his calendar | her calendar | he said
        | she said | remind you | owe you | thank you for | for reviewing | for checking | please review
        | please approve | please merge | please check my | please take a look | pls review | pls approve | look at my
        | my changes | my patch | my draft | my slides | my doc | my proposal | second pair of eyes | need a review
        | need review | needs review | needs a review | need an approval | needs approval | need a second
        | need someone to cover | need eyes | seen my | who left | who forgot | who parked | who has a spare
        | who can cover | who can take | who can bring | who owns this mug | whose car | whose laptop | whose mug
        | whose is | is back from | im back from | back from vacation | back from holiday* | back from leave
        | have it back | give it back | want it back | back please | right now | for others | for everybody | just me
        | only me | is it me | or my connection
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
        | room everest | hdmi | what a week | tea | snack | burrito* | sushi | burger* | ramen | curry | bbq | barbecue
        | picnic | happy hour | wine | cocktail* | whisky | vegan | vegetarian options at | cantine food | taco*
        | sandwich* | bagel* | croissant* | chocolate | candy | fruit | banana* | tv show* | season finale | spoiler*
        | cinema | theatre | gig | spotify | album | guitar | piano | boardgame* | chess | ping pong | foosball | darts
        | climbing | bouldering | running club | run club | cycling | tennis | basketball | volleyball | ski | skiing
        | surf* | beach | mountains | camping | sunburn | snow | snowing | heatwave | storm | thunder* | trains are
        | bus | kitten* | hamster | parrot | puppies | cactus | halloween | costume | diwali | eid | valentine*
        | anniversary | farewell | leaving card | newborn | engaged | tired | mondays | friday feeling | hangover | nap
        | dad joke* | pun | puns | gif | giphy | mood | vibe | vibes | hero | rockstar | genius | brilliant | fantastic
        | wonderful | beautiful | gorgeous | impressive | yay | woohoo | hooray | woot | hurray | cheers | bless
        | miss you | missed you | have fun | enjoy | good luck | get well | safe travels | see ya | cya | bye | goodbye
        | good night | goodnight | lucky | lottery | wifi is so slow today | smells | toilet* | aircon
        | air conditioning | cold in here | hot in here | dishwasher | microwave | recipe* | up for a | up for some
        | bike | entrance | commute | hamburg | team event | new pm | what a lovely | the room | the office | my desk
        | the match | freezing | noise | noisy | loud | retirement | married | baby | kids | christmas | easter
        | thanksgiving | new year | new years | gym | weekend | headphones | charger | keyboard | whiteboard | plants
        | plant | sleep | train is late | band | film | song | songs | legend | emoji | elevator | room 4 | kitchen
        | mug | mugs | smell | dog | cat | cats | cool | sweet | found a badge | lobby | everybody doing
        | everyone doing | you all doing | anyone going | anyone else going | who is going | whos going | share a cab
        | airport | anyone flying | who else is
    """,
    "plan": """
        we meet | lets meet | meet at | meet tomorrow | meet today | meet on | meet up | meeting at | call at | sync at
        | standup at | quick call | quick sync | quick chat | jump on | huddle | reschedule | move the meeting
        | move our | move the sync | move standup | postpone | push the meeting | what time works | when works
        | works for you | works for everyone | work for you | work for everyone | available at | free at | free on
        | free tomorrow | free this | free next | tomorrow work | monday work | tuesday work | wednesday work
        | thursday work | friday work | one on one | skip standup | start the meeting | meeting start
        | meeting still on | still on for | still happening | sync up | my shift | my on call | cover for me
        | trade shift* | suits you | suits everyone | best for you | shall we | which date | is everyone free
        | who is free | whos free | can everyone | minutes today | minutes tomorrow | after standup | before standup
        | before lunch | after lunch | what times work | when can we | when shall | when is everyone
        | where are we meeting | which room are | what room are | which room is | who has time | anyone got time
        | anyone have time | got time for | have time for | time for a | your calendar | cancel our | skip our
        | dial in | join the call | on the call | is the meeting | the retro | the standup | stand up | our standup
        | our sync | our weekly | the planning | sprint planning | sprint review | kick off | kickoff | are you joining
        | who is joining | everyone joining | can make it | cant make it | make it to | rain check | early today
        | have 10 minutes | have 5 minutes | got 10 minutes | for 10 minutes | 10 minutes later | 1 1 | slot | 15 mins
        | this afternoon | this evening | later today | take my | workshop | offsite | off site | move it to
        | push it to | the invite | an invite | calendar invite | which day | what day | my calendar | in the meeting
        | the weekly | cover my | same time | push back | everybody ok with | everyone ok with | everyone okay with
        | everybody okay with | everyone fine with | everyone good with | folks ok with | ok with everyone
        | too early for | too late for | do we want to do | have 15 min | have 30 min | 15 min chat | 30 min chat
        | for 15 min | for 30 min
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
        | rate our | please rate | rate your | preferences | name for the | how do you find | rate this
        | what do you want | option a | name should | which would you | which one would you | what do you all
        | what do you guys | what is everyone | whats everyone | what is your | your favo* | your take | your view
        | any preference* | any objections | any strong feelings | are you for | should we go with | should we call
        | should we rename | should we switch the team | should we do a | should we have a | should we keep the
        | cast your | choose between | pick one | pick your | how likely | how happy | how useful was
        | what should we do for | where should we go | where should we have | what should we order | how do people feel
        | how do folks feel | team lunch | ideas for the | ideas for a | suggestions for the | wdyt
    """,
    "rhetoric": """
        who wouldve | isnt that | isnt it | how cool is | how great is | how awesome | how nice | go wrong$
        | could possibly | who needs | who knew | guess what | you know what | why not$ | why me$ | amirite | who cares
        | not to like | get any better | whats up$ | sup$ | seriously$ | really$ | remember when | so what$
        | coincidence$ | else is new | sorcery | can you believe | can we all agree | can we just | is it friday
        | just me or | who doesnt | huh$ | eh$ | what a time | wtf$ | why do i even | why do we even | what is life
        | does anyone actually read | how hard can | how hard could | cant believe | in this economy | what year is it
        | said no one | who even | why always | why is it always | why does it always | how is it already
        | how is it only | is it just me | do we really | another all | who says | or what$ | was that just me
        | just me$ | why did i ever | guess who | or just me | only tuesday | only monday | only wednesday
        | already friday | how am i only | how is that even | how is this even | how did we ever | how did we live
        | how did i not | how did i miss | how could i | where would we be | where has this been | where have you been
        | what would we do without | what would i do without | what is wrong with me | whats wrong with people
        | why oh why | why is everything | why is everyone | why wouldnt you | why would anyone | why would you
        | why would anybody | why bother | why even | who writes | who wrote this | who thought | who approved
        | who wouldnt | who hasnt | who else loves | who else is tired | what more | what are the odds
        | what were the odds | what a day | what a mess | what a joke | shocking | shocked | is it too much to ask
        | is that too much | is this real | is this a joke | is it me or | are we living | are we there yet
        | are you kidding | are you serious | kidding me | have we learned nothing | did we learn nothing
        | when will we learn | when will they learn | when will i learn | remember the days | remember the time
        | does it even | do people even | do people really | does anybody else just | isnt life | isnt this | arent we
        | dont you love | dont we all | dont you just | wouldnt it be nice | wouldnt that be | shouldnt we all
        | you know who | need i say more | ever noticed | ever wonder why | ring a bell | famous last words | now what$
        | what now$ | same as always | every single monday | yet again | in case you wonder | in case youre wondering
        | in case you were wondering | who made it | in the machine | it take to change a | why have one
        | hurt anyone elses | slack search, right | love it, right | why must | sound familiar | surprise
        | anything better than | why write | why am i like | why are we like | whod have | who could have | who said
        | what is this$ | what even | what is even | what is happening to | what kind of monster | what sane
        | what idiot | who else thinks | the heck | the hell | on earth | in the world is | in the name of | is nothing
        | is anything ever | does anything ever | does anyone else feel | does anyone ever | does nobody
        | do i have to do everything | do people not | will it ever | will this ever | will we ever | when will this
        | when will it end | when did we | when did this become | can it be friday | can someone please stop
        | how is this my life | how is it possible that | how long has it been | how did this ever
        | how are we supposed to take | anyone surprised | anybody surprised | surprised$ | am i old | how old am i
        | ever$ | honestly$ | what the f* | who would have
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
        | need me to | shall i send | i can send | i can share | i can give | i can take | i can explain | i can review
        | i can look | i can walk | i could show | would anyone like | would anybody like | anyone looking for
        | who wants | who would like | first come | up for grabs | leftover | left over | extra tickets | extra ticket
        | tickets for | for sale | help yourself | come and get | come grab | grab one | dibs | dont be shy
        | no question is | no stupid questions | whenever you need | if something is unclear | if its unclear
        | if you are stuck | if youre stuck | if you would like | if youd like | if youre new | if you are new
        | if you are interested | if interested | ama | ask the team | drop me | drop us | write me | write to me
        | message me | talk to me | come to me | catch me | spare | if anything | im around | were here to | selling
        | who needs | anyone need | interested in | should i send | i can do | ask them | ask us | find me | see me
        | call me | email me | take one | office hours | anyone wants | q a session | <if you get | <if you see
        | <if you notice | <if you find | <if you cant | <if you still | <if you have | <if you need | <if you want
        | <if you wish
    """,
}
