"""Weights of words and forms in log-odds, as a logistic regression found them on 2,948 labelled messages.

Written by `fitting`, which says how: change the messages, `wording.words` or `forms.forms`, then run it again.
"""

from __future__ import annotations

from collections.abc import Mapping

EVEN = -1.0  # log-odds where nothing is known

FORMS: Mapping[str, float] = {
    "interrogative first": 1.25,
    "inverted": 1.25,
    "long": 1.25,
    "quoted words": 1.25,
    "many": 1.0,
    "asks last": 0.75,
    "not": 0.75,
    "technical": 0.75,
    "auxiliary first": 0.5,
    "relative first": 0.5,
    "code": -0.25,
    "exclaims": -0.25,
    "us": -0.25,
    "you inverted": -0.25,
    "anybody": -0.5,
    "past first": -0.75,
    "trails off": -0.75,
    "asks before": -1.0,
    "emoji": -1.0,
    "emoji last": -1.0,
    "heading": -1.0,
    "link": -1.5,
    "mention": -1.5,
    "you": -2.0,
    "date": -2.5,
}

_BY_WEIGHT: Mapping[float, str] = {
    4.0: "says which",
    3.75: "import 哪 서",
    3.5: "does",
    3.25: "leave 나",
    3.0: "but export man password plan report 么",
    2.75: "docs explain o 单 口 데 파 한",
    2.5: "^_my after how is_the npm number phone setting template whats_the when wo 吗 吗$ 在哪 이안 출 하면",
    2.25: """any dem happens if_i is_there keeps know les max page parking per shared shows since twice vpn where 不
        但 多 少 流 过 계 법 수 약""",
    2.0: """,_who ,但 ^_need access aparece api approves code date do do_we field got guest have_to invoices login
        over para policy que there upload who_approves は 多少 没 没有 申 里 限 가 나요 는지 지""",
    1.75: """^想 allowed although change_the does_the form how_do how_long i_need ich le linux looking_for nach
        need_the off point_me quota sandbox says_0 si steps though what_is when_i wrong year_$ の を 准 哪里 想
        提 期 法 证 费 还 还是 限$ 급 기 되나 명 방법 야하 여 외 은어 증 청 트 하나""",
    1.5: """0_, ^_our ^_vpn ^_wie ^年 access_to accounts anyone_know asking badge behind can como company contractors
        de endpoint every for fur gets guide holiday how_the il in_the laptop limit module ne nprobe of_a only
        period portal printer query rules sdk tell than_0 the_two und wie wondering ー 两 久 件 保 公司 几 卡 司
        多久 密 怎 报 按 提示 新的 机 来 款 用 算 要 规 账 部 궁 궁금 금합 는데 도 방 사내 아시 야 어디 얼 옵니
        인 절 차 하는""",
    1.25: """,_is 0k ^_anyone ^_je ^_trying ^사 ^출 add_a after_0 approval approve are bank bulk but_the calendar
        can_i certificate database der difference empty entity fails find form_for from get give how_can how_to
        instead ist jemand link_to nicht normal note of offer pdf rejected rows se send show sick some sso table
        template_for the_difference the_wiki there_a time to_know tool training tried trying trying_to where_the
        whether while wiki year ト 一份 不到 不能 为 之后 些 但是 公 出 制 动 印 告 和 哪个 哪些 天 头 好, 已经
        怎么 户 手机 接口 最 消 登 的 看不 码 签 调 고싶 되 랑 링 면 발 시는 신청 싶 얼마 와요 을 일 일이 있는
        있을 잘 재 조 터 파일""",
    1.0: """,_where 0_on ^_any ^_cant ^_como ^_since ^_wondering ^为 ^公 ^升 ^怎 ^打 ^报 ^请 a_new able able_to
        account are_the as before can_you cant comment context count custom data do_you doesnt drop eine expense
        find_the getting has host im internal keys know_if know_the list milvus mine mobile mobile_app more_than
        need nlist number_of nur off_on on on_call one order pays python rate retention return rotation schema
        see_my settings share_the signed student sync takes tell_me the_mobile the_query the_shared ticket
        tickets to trip turn un url way_to we_have what with with_0 zum に はど る ア ッ 上限 不上 么$ 交 从 仓
        仓库 代 份 假 共 出来 办法 地 失 存 密码 导 己 年 息 想问 手 效 文 是什 是多 是要 本地 条 来的 板 标 模板
        次 流程 理 确 程 能不 自己 被 认 请问 账号 跑 还能 销 错 门 건 기간 기준 뉴가 는 달라 당 대 더니 등 등록
        디에 떻 라 려 만료 받 번 본 붙 수있 스트 쓸 알 양 양식 어떻 예약 옵 은 이 인가 인하 있나 절차 정 제까
        지원 처 출장 카드 터가 하 해요 휴""",
    0.75: """,_any ,_do ,_my ,_please ,_what ,_which :_does ^_got ^_looking ^_question ^_two ^学 ^测 ^모 ^파 a_way ab
        after_the also by cancel cant_find changed changes check collection contract default deleted
        difference_between do_i driver e email en_la external first folder from_the full if_this invoice is_it
        ivf january know_how kubectl la level license live los message no not_sure ok on_a on_an on_my one_in
        open parental parental_leave path point port possible pour proxy reset run running scanner sent start
        step stuck thursday to_ask to_run topk two understand upsert users vacation waiting weeks with_the
        would_i か$ が すか で ど ル ート 一直 不要 之 享 什 什么 以 何 供 做 入 册 加 千 升 升级 发票 号 名 员
        商 图 子 实 客 家好 差 录 我们 手册 打印 打开 换了 搜 教 文件 料 是按 材 材料 格 档 求 生 用哪 电 电脑
        登录 的数 的时 目 知道 离 第一 算$ 级 线 续 职 脑 补 表 要不 设 证明 资 超 路 边 返 道 部门 配置 需要 项
        项目 가요 개발 건지 계속 계정 고나 까요 까지 날 날짜 녕 녕하 뉴 는건 는분 니터 달 던데 데이 돌 된 디서 뜨
        려면 려주 력 로 로그 록 류 를 링크 만 메뉴 며 며칠 모 모니 변 비 선 설 소 식이 싶습 안녕 알려 없 연 영 와
        원 인지 있 준 지궁 초 치 칠 크 테스 파이 프 프로 할때 함 해야""",
    0.5: """,_and ,_how ,_still ,想 ,是 0_days 0_or ?_$ ^_and ^_has ^_hi ^_release ^_thank ^三 ^外 ^求 ^这 ^로 ^신
        ^안 ^연 ^외 ^인 ^테 ^환 a_customer an and api_key apply as_well audit before_the bonus build button carry
        come cost could_someone course cron deployed die error est fine first_time flush from_home git go_to
        good_morning gpu handbook hi hnsw i i_dont i_have id_like if in_room index install instead_of it_? keep
        key last_week list_of log long looking manager memory minutes_$ monday move nightly now_, our own
        partition pass please_$ pricing quick read_the reference refund room_0 say seats service session show_up
        size still students sure system tax thank thank_you the_handbook the_lab the_migration the_nightly
        the_pricing then to_use token travel up_the upgrade vectors what_does what_happens where_do which_of
        why_the years yet you_can ᅲ ᅲ$ え き っ って て と れ デ プ 一个 一台 一般 书 休 信 候 像 内部 删 加班 务
        务器 包 可以 名单 向 吗? 啥 境 备 外 大概 容 对 工资 市 年假 库 库的 延 开$ 志 我是 我看 我这 房 找 报销
        报错 指 掉 控 搜索 日志 时候 是不 有没 机, 权限 果 概 水 烦 申请 白 码$ 社 经 结果 缺 般 要重 设置 访
        证书 请教 谁 走 转 过期 返回 这边 邮 邮件 键 问 问, 麻烦 가안 가필 간 개 검색 결 경 계약 교 규 까 나옵
        나와 년 는어 늘 능한 다고 데요 따 떻게 라고 려야 렸 로젝 로컬 르 르겠 립 립니 매 면되 몇 모르 발급 버전
        번호 법이 변경 보드 사자 산 서가 서만 서명 서하 속 송 수증 시보 신 신규 써 아야 안보 어느 업 에러 에서
        연차 영수 예 올 올렸 요ᅲ 용 육 은누 을까 이드 이라 이어 일까 임 입사 작해 잡 재시 정산 정은 젝 젝트 주소
        준으 지도 지아 찾 체 최 최대 컬에 코 코드 쿼 킹 토 포트 플 하고 학 한도 할 험 호 환""",
    -0.5: """,_see ,_so ,_thanks ,不 ,请 ,谁 ,这 0_min 0th_$ 0時 0분 :_how ^_could ^_happy ^_id ^_lets ^_ok ^_see
        ^_someone ^_thanks ^_thats ^_this ^_we ^_what ^_you ^今 ^刚 ^在 ^大 ^好 ^明 ^欢 ^看 ^谢 ^공 ^오 ^이
        an_hour anything ask book box broke came closed cluster dashboard day demo deploy_$ did_you do_the du
        everything far fix flaky for_an for_that forward great growing guess has_the helm here_$ heute i_can
        i_get i_had insert into kann kommt late learned lets logo longer me_$ meeting_room merged min monitor
        month now_$ off_$ office office_? onboarding outage pair pick profile release request restart_the right_?
        second section seeing should_be small somebody something standalone standup starts stop storage super
        support t talk team_$ terraform that_$ the_alert the_api the_docs the_flaky the_last the_limit
        the_numbers the_second the_staging the_vpn three tickets_for timezone to_get to_see tomorrow_$ tonight
        trick until use_the v0_0 varchar was_a we_are week_, what_do what_i why writing wrote yes_, you_$ you_all
        you_know you_like ᄒ ᄒ$ ᄒᄒ いま ご した す$ だ ま ン 上的 下班 不是 两个 主 之前 全 关 分 原 原因 只能
        同 同事 同步 吗, 启 器人 在 好 好了 安全 完了 定了 小 就好 帮我 应该 开吗 恢 恢复 意 批量 拿 推荐 搞 搞定
        支 新版 早 時 月 有 有空 楼 步 每 照 照$ 理$ 生效 的问 票 私 空 箱 联 荐 行$ 说明 谢$ 谢谢 这 通知 那个
        顺 각 같아 같은 근 근하 기능 났 내일 네$ 노 누구 는모 다$ 다들 단 드에 때문 러주 레 리뷰 리스 린 만그 먼
        면좋 뭐 백 보니 부 부탁 분? 분들 뷰 생 생각 셔 스테 스템 시스 실수 아서 애 어서 었네 옮 와있 요ᄒ 요일 워
        워크 있었 있으 자인 장애 점검 제가 졌 중에 중입 지나 짜 커 컨 켜 탁 탁드 페이 하네 하셨 하시 해주 했습
        했어 혹 혹시 후 후에 희""",
    -0.75: """! !_! !_$ ,_they ,_will ,只 ,已 ,没 ,等 0 0_0 0_: 0_is 0_to 0층 :_the ^_can ^_how ^_is ^_it ^_that ^我
        ^新 ^有 ^需 ^검 ^관 ^그 ^내 ^네 ^저 admins alert are_you at_the batch best bot bring can_we ce cheers
        clearing container cool does_anyone end for_me forget game green had_the half having hold hour i_think
        in_0 infra is is_in is_on is_up issue left let let_me like_to logs maintenance many merge minute morgen
        morning nobody notes now_? office_$ on_it on_the one_of ou out party post problem reception region
        restart retro_$ same screen set shift should should_i slack sorry still_on thanks_for the_0 the_broken
        the_call the_same the_vendor them there_$ third this_morning to_be to_have today_$ tomorrow up up_, want
        we_should well when_you who_can who_wants work working works would yesterday youre ᄏ ᄏ$ ᄏᄏ しま まし
        一下 一起 三 上 个, 乐 乐$ 今 停 分钟 到了 前台 办公 台 吧 哈 啊 喜 回复 因 大 就 就是 就行 工 工位 快
        快乐 投 接 放 方 更 每次 毛 版, 现 现在 用的 的点 直接 维 聊 见 说 说的 车 钟 감 같 거 것 것같 게요 그
        네요 들어 디자 러가 려요 렸습 면됩 봇 봇이 사람 사합 새 아 었 에 에나 에있 엔 왜 위키 의 이징 있어 점심
        주세 징 층 퇴근 표 확 확인""",
    -1.0: """,_all ,_thats ,一 0_in :_0 ? ^_from ^_its ^_just ^_same ^_were ^_when ^_why ^_yes ^可 ^已 ^누 ^다 ^새
        a_las after_lunch already asked b been bitte broken by_the call channel closing conference deploy dns en
        finance from_0 get_a goes hours im_on intranet it_, it_was join just_me las_0 last love mode moving
        my_last never one_$ only_for others react really removed reunion right right_now someone thats the
        the_old the_team they those to_0 took try up_$ up_for us version whoever will_be with_a you_need せ 下$
        个 了一 你们 吃 呢 周 啊$ 山 帮忙 忙 才 找我 是 本 模式 欢迎 演 球 的, 觉得 记 谢 迎 那 都 问题 题 감사
        갔 개인 누가 는거 니까 됩 됩니 드려 들 로는 상 셨나 실분 심 였 요하 일로 입니 자료 주실 진짜 축 커피 페
        피 하신 했 화 회의""",
    -1.25: """,_i 0_? 0_minutes 0th ^_ill ^_no ^你 ^谁 admin afternoon again_$ around blog both draft due else eta five
        fixed go_$ happy happy_to honestly is_open is_out is_that isnt look mind near now people pr_? retro
        seconds team thanks the_0th the_new the_retro theme this thread too vous welcome し 下午 同学 已 心 感 推
        晚 的$ 的话 要是 选 니다 많 습 습니 아요 안내 오 우 으면 이시 점 주 회""",
    -1.5: """,_0 ,可 ^_all ^_ive ^_new ^下 ^不 ^아 about again another at believe did dm eu free have have_a ill
        keyboard more new next person please tabs ten_minutes the_answer use week_$ who why_do お 先 又 帮 建 张
        的同 看到 赞 起 분 시면 신분 요 저만 좋 중""",
    -1.75: """^_if ^_quelquun ^_who ^_whos all am at_0 better coffee das done everyone had ive like lunch_$ nice noon
        noon_$ on_$ quelquun remote ten the_office values weekend what_a whos 位 午 去 招 欢 点 觉 话 누 셨 어요
        으""",
    -2.0: """0h : ^_0 ^_a answer are_we could go minutes take that think today week weekend_? were your 你 有人 行 네
        세""",
    -2.25: "back down good group lunch main questions was will yaml 了$ 了, 大家 家 得 니 다 지금",
    -2.5: "it so we yes 下 人 님 세요",
    -2.75: "^지 everybody for_the its 我 시",
    -3.0: "just 了 저",
    -3.25: ", pr you",
}
WORDS: Mapping[str, float] = {
    word.replace("_", " "): weight for weight, words in _BY_WEIGHT.items() for word in words.split()
}
"""Words, pairs of neighbours, and letters where a language has no spaces; `^` begins a sentence and `$` ends it."""
