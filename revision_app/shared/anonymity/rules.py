"""What the anonymity check goes by: words with their tags, and patterns of tags and of characters.

Lists are short and our own: words that learners of any subject write, and names that are common in the United Kingdom
in several languages. What a subject adds (its theorists, its scales) is in the centre's files.
"""

import re

LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
TOKEN = re.compile(
    rf"(?P<word>[{LETTER}]+(?:['’](?!s(?![{LETTER}]))[{LETTER}]+)*)(?P<own>['’]s?(?![{LETTER}]))?"
    r"|(?P<number>\d+)|(?P<end>[.!?](?=\s|$)|\n)|(?P<sign>\S)"
)
"""A word with what makes it a possessive, a number, the end of a sentence, or another sign."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any_case(words: str) -> str:
    """The pattern for large and small letters: ``(?i:…)`` is younger than many browsers."""
    return re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", words)


TITLES = _words("mr mrs ms miss mx dr prof professor")
SURE_NAMES = _words("""
abdul abena abigail adam adebayo adrian agnieszka ahmed aidan aisha alan alberto alejandro alex alexandra alfie alice
alison alistair amanda amara amelia amina amir amit amy ana anastasia andrea andreea andrew andrzej aneta angela anil
anita anjali anna anne annie anthony anya aoife archie arjun arthur arun asha ashley ayesha barbara baz beata beatriz
becky becs ben benjamin bernadette beth bethan bethany bex bhavna bilal bogdan bogna brenda brian bridget bronwen
bronwyn caitlin callum camilla carl carla carlos caroline carolyn catherine catrin ceri chantelle charlie charlotte
chiara chidi chinedu chioma chloe chris christine christopher ciara claire clare colin connor courtney craig cristina
daniel daniela danielle darren dave david dawid debbie deborah deepa deepak deirdre denise derek diana diane divya
dmitri dominika donna doreen dorota dylan eamon edward edyta eileen eilidh elaine eleanor elena elif elizabeth ella
ellie elspeth emily emma emre eoin erin esther ethan eva evelyn evie ewa ewelina farah fatima fatma femi fergus finley
fiona frances francesca freddie freya gabriela gareth gary gavin gaz gemma geoff george georgina gerald geraldine
gillian giulia glenys gosia graham grazyna greg grzegorz gwen gwyneth haleema halina hamza hannah harpreet harriet
harry hassan hayley helen henry hilary hina hiroshi hussain ian ibrahim ifeoma imogen imran ingrid ioana irena iryna
isabel isabella isla ivan jackie jacob jacqueline jake james jamie jane janet janice jason jayne jenna jennifer jenny
jess jessica jill joan joanna joanne joao jodie john jonathan joseph josephine josh joshua joyce judith julia julie
justyna kamal karen karim karolina kasia katarzyna kate kath katherine kathleen kathryn katie katya kavita kayleigh
keith kelly ken kevin khadija kieran kim kiran kirsty kofi krystyna kwame kyle lakshmi laura lauren leah leanne leila
lena leon lesley leyla liam linda linh lisa liz lizzie logan lorna lorraine louise luca lucia lucy luis lukasz luke
lynn lynne maciej maddie magda magdalena malcolm mandy manpreet marek margaret maria marie marina mariusz marta martin
mary maryam matthew maureen meera megan mehmet melanie melissa michael michal michelle miguel mihaela mihai mike
millie mina miriam mohamed mohammad mohammed moira molly monika muhammad myfanwy nadia nancy naomi natalia natalie
natasha nazia neha neil ngozi nia niamh nicola nicole nigel nikita nina nisha nkechi noah norma oksana oleksandr olena
olga oliver olivia olu oluwaseun omar oscar owen paige pamela paolo patricia patrick paul paula pauline pawel pedro
peter philip philippa phoebe piotr pippa pooja priya priyanka rachel radu rafal rahul rajesh ramona ravi raymond
rebecca renata rhian rhiannon rhys richard rita rob robert roberta robin roisin ronald rosemary roxanne roy rukhsana
ruth ryan sabina sadia saima sally sam samantha samina samuel sandra sanjay sara sarah sasha sean sergei shabana
shabnam shannon sharon shaun shaz shazia sheila shilpa shirley shona shreya sian simon sinead siobhan siân sofia sonia
sophia sophie stacey stefan steph stephanie stephen steve steven stuart sunil sunita susan suzanne svetlana sylvia
tahira tamara tamsin tania tanya tara tariq tasha teresa terry theo theresa thomas tim timothy tina tom tomasz tony
tracey tracy trevor trish tunde tyler tyrone usha usman valerie vanessa veronica vicky vijay vikram vincent vivienne
wayne wendy william xin yasmin yetunde yuki yusuf yvette yvonne zac zainab zara zeynep zoe zofia zuzanna
""")
NAMES_TOO = _words("""
ade al ali amber angel ash autumn bella bill bob brooke carol carrie charity chase chelsea christian clement constance
crystal daisy dale dawn dean di drew eve faith florence frank gale gene georgia glen grace grant guy hazel heath
heather holly hope iris ivy jack jade jan jasmine jasper jay jean jet jo joe jordan joy kai kat ken kerry kit lance
lee leo lily mark mason mel mercy mia mick miles nat neve nick norm ola olive pat patience pearl peg penny pete pip
poppy precious prudence rae ray reed rich rob robin rod roman ron rose ruby rusty sandy scarlet sienna sky skye stew
sue summer sunny ted troy van victor victoria viola violet wade will willow
""")
MONTHS_TOO = _words("april may june august")
SURNAMES = _words("""
adeyemi ahmad akhtar anderson begum bennett campbell chaudhry clarke collins davies davis edwards evans farooq ferreira
fernandez garcia gonzalez griffiths gupta harris harrison hughes iqbal jackson jenkins johnson jones kaur khan kowalska
kowalski kumar lewis lopez macdonald mahmood malik martinez mitchell mohamud morgan morris murphy nguyen nowak okafor
okonkwo owusu patel perez phillips popescu roberts robertson robinson rodriguez santos scott shah sharma sheikh silva
simpson singh smith sullivan taylor thompson thomson tran watson williams wilson wojcik yilmaz
""")
SURNAME_SHAPE = re.compile(
    rf"(?:O['’]|Mc|Mac)[A-Z][{LETTER}]+|[A-Z][{LETTER}]+(?:owski|owska|wicz|escu|opoulos|enko|idou|sson|adze)"
)
PARTICLES = _words("de da dos del della van von der di ibn")
ROLES = _words("""
client clients patient patients lady gentleman woman man girl boy baby child toddler customer volunteer bride model
""")
RELATIONS = _words("""
mother mum mam mummy father dad daddy parent sister brother sibling daughter son wife husband partner fiancé fiancée
fiance fiancee girlfriend boyfriend friend mate aunt auntie aunty uncle niece nephew cousin grandmother grandfather
granddaughter grandson gran nan nana grandma grandad grandpa neighbour neighbor flatmate housemate landlord landlady
boss employer godmother godfather goddaughter godson stepmother stepfather stepdaughter stepson widow widower twin
""")
OCCUPATIONS = _words("""
accountant actor actress architect artist assessor baker barber barista barrister beautician builder butcher carer
caretaker carpenter chef chemist childminder cleaner coach colleague councillor courier dancer deacon dentist doctor
driver editor electrician engineer farmer firefighter fireman fisherman florist gardener governor gp hairdresser
headmaster headmistress headteacher imam jeweller joiner journalist judge lawyer lecturer librarian lifeguard
magistrate manager mayor mechanic midwife minister mp musician nanny nurse optician painter paramedic pastor
pharmacist photographer physiotherapist pilot plumber police policeman policewoman politician postman postmistress
postwoman priest professor publican rabbi receptionist reporter sailor secretary sergeant shopkeeper singer soldier
solicitor student supervisor surgeon surveyor tailor teacher trainer tutor undertaker vet vicar waiter waitress warden
writer
""")
RUNNING = _words("runs owns manages teaches works worked ran owned managed taught")
SPEAKING = _words("""
said says told tells asked asks rang rings phoned texted emailed messaged replied answered complained mentioned
explained thanked laughed cried smiled nodded arrived wanted agreed admitted insisted booked cancelled apologised
sneezed fainted whispered shouted confided waited signed
""")
DOING = _words("""
came comes felt feels went goes looked looks lay sat stood brought thought thinks knew knows loved loves hated hates
likes liked flinched lives lived understood seemed
""")
BEING = _words("is was had has will would could did does has")
MOODS = _words("""
nervous anxious pleased happy unhappy late early worried upset calm born tired relieved keen afraid delighted scared
thrilled disappointed quiet shy chatty rude angry embarrassed kind lovely
""")
TOWARDS = _words("""
told asked treated rang texted phoned met gave showed thanked reassured advised helped messaged emailed hugged warned
invited visited
""")
INTRODUCING = _words("called named nicknamed")
POINTING = _words("the a an this these those my your his her its our their some any no each every another")
PLACING = _words("in from near outside")
THEORY = _words("""
phenomenon cycle model scale theory sign law line lines classification disease syndrome criteria test score grading
paper study review chapter book stages framework questions
""")
HARMLESS = _words("""
absolute act action active africa african agency america american analysis appendix arabic asian assessor association
australia authority award bank black bnf board britain british canadian card caribbean centre china chinese christmas
clinic code college commission committee conclusion cosmetic council criterion data day december
department description driscoll easter education end endpoint england english europe european evaluation excel
facebook false february feelings figure france french friday general german germany gibbs god google greek guidance
health healthcare hospital india indian instagram institute ireland irish italian italy january journal july key kolb
latin learner learners level london lot march medical medicine medicines men monday national network note notes
november nursing october outcome page part phase plan point polish portuguese practitioners products protection public
quality regulation regulations regulatory relative resuscitation risk romanian royal russian safety saturday schon
school schön scotland scottish section september service session society spain spanish standard standards states step
sunday table teams thursday true trust tuesday turkey turkish tutor type ukrainian unit university vitamin wales
wednesday week welsh whatsapp white women word work yellow yes youtube zoom
""")
FUNCTION = _words("""
a about according after afterwards again all almost also although always an another any anyone anything are as at
authors back be because been before both but by can colleagues consent currently do during each either even every
everybody everyone everything evidence experts few finally first firstly five for four further guidelines have he her
here hers him his how however i if instead into it its itself just last later less like literature looking many maybe
me members might mine more most much must my myself nearly neither never next no nobody none nor not nothing now off
often on once one only onto or other others ought our ours out over overall own participants people perhaps please
previously rather research results second secondly several shall she should since six so some somebody someone
something sometimes somewhat soon staff still studies such than that the their theirs them then there therefore these
they thing things third thirdly this those though three through throughout thus to today together tomorrow tonight too
towards twice two under unfortunately until up upon us usually very we well were what whatever when whenever where
whereas whether which while who whoever whom whose why with within without yes yesterday yet you your yours
""")

ABSTRACT = re.compile(
    rf"[{LETTER}]+(?:ing|ness|tion|sion|ment|ity|ance|ence|ism|sis|itis|ema|ure|ally|ly|ed|als|ers|ons|ts|ges|cks|nds|ks)"
)
"""How no first name ends: a word at the beginning of a sentence that is in no list and looks so is taken for none."""

TAGS = {
    word: tag
    for words, tag in (
        (FUNCTION, "w"),
        (BEING, "b"),
        (DOING, "V"),
        (SPEAKING, "v"),
        (TOWARDS - SPEAKING, "A"),
        (TOWARDS & SPEAKING, "B"),
        (MOODS, "j"),
        (INTRODUCING, "d"),
        (THEORY, "y"),
        (PARTICLES, "p"),
        (RUNNING, "r"),
        (PLACING, "i"),
        ({"of"}, "f"),
        ({"and"}, "&"),
        (OCCUPATIONS, "O"),
        (RELATIONS | {f"{word}s" for word in RELATIONS}, "R"),
        (ROLES, "P"),
        (TITLES, "t"),
        ({"name", "nickname"}, "e"),
        ({"known", "goes"}, "h"),
        ({"as", "by"}, "g"),
        ({"him", "her", "them", "me"}, "o"),
        ({"call", "calls"}, "l"),
        (POINTING - {"her"}, "D"),
    )
    for word in words
}
"""One sign for each word that the patterns of names speak of; of several lists, the last one counts.

Names are tagged N (a first name and nothing else) and S (a surname) in any letters; where they have a capital, n and m
(names that are also a word, or a month), a (such a one at the beginning of a sentence), and C and c (a word that is in
no list, within a sentence and at its beginning). Other words are x, with a capital K; an acronym is U, a letter alone
L, "I" is I, a possessive s, a number 0, the end of a sentence |, and each other sign stands for itself.
"""

_NAME = "[NnmSC]"  # that may be part of a name
_MORE = f"(?:-?{_NAME}|p{{1,2}}{_NAME}){{0,4}}"
_LOW = "[NnmSCcax]"

NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<intro>t)\.?(?P<name>p{{0,2}}(?:{_LOW}|L){_MORE})",  # Mrs Patel, ms. de souza
        rf"(?P<intro>[PRO])(?P<name>{_NAME}{_MORE})",  # my friend Jojo
        rf"[PR](?:,(?P<name>{_NAME}{_MORE}),|:(?P<given>{_LOW}{_MORE}))",  # the client, Olena Sava, …
        rf"(?P<name>[cCa]{_MORE}),D[PR]",  # Bernie, my client
        rf"(?P<name>[Cca]-?S{_MORE}|[NnS]{_MORE})",  # wherever it stands: sandra, Lucy McAllister
        rf"d(?P<name>{_NAME}{_MORE})|[PR]d(?P<low>x)|ho?g(?P<known>{_LOW})|[ld]o(?P<given>{_NAME})",
        # a lady called bev, known as Shaz, we call her Babs
        rf"e(?:s?b:?|:)(?P<name>{_LOW}{_MORE})",  # her name is Tamsin; name: Rhiannon Pugh
        rf"[AB](?P<name>{_NAME}{_MORE})",  # I texted Zainab
        rf"(?<![if])(?P<name>[cC]{_MORE})(?=w?[vB])",  # Olena said
        rf"(?<![if])(?P<name>[cC]{_MORE})(?=w?V)",  # when Olena came
        # To Olena, but not what follows "the", is part of a longer title or has a number.
        r"(?:[wvVbBAojgIx]|[oI]&)(?P<name>C(?:-?[CnmSN]|p{1,2}[CnmSN]){0,4})(?![KyO0U]|-|&K)",
        rf"[NnSa]&(?P<name>{_NAME}{_MORE})",  # Sandra and Olena
        rf"(?P<name>a{_MORE})(?=w?[vBVb])|(?P<month>m{_MORE})(?=w?[vBV])",  # Grace was late; June said
        rf"(?<![if])(?P<name>[cC]{_MORE})(?=bw{{0,2}}j)",  # Olena was very nervous
        rf"(?P<name>[amcC]{_MORE})(?=&I[vBVwdb])",  # Grace and I talked
        rf"(?P<name>[cC]{_MORE})s(?!y)",  # Olena's cheeks, but not Koebner's phenomenon
    )
)

# Patterns of characters. What each may take is bounded, so that the time grows with the length of the text alone.
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DATE = re.compile(
    rf"\b(?=[\djfmasond])(?<![\d/.-])(?:(?P<numbers>{_DAY}\s?(?P<sign>[/.-])\s?{_DAY}\s?(?P=sign)\s?(?P<year>(?:19|20)?\d\d))"
    rf"|(?P<first_year>(?:19|20)\d\d)[/.-](?P<first_month>\d\d?)[/.-]\d\d?"
    rf"|{_DAY}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>{_MONTH}),?[\s-]+(?P<after>(?:19|20)?\d\d)"
    rf"|(?P<month_first>{_MONTH})\s+{_DAY}(?:st|nd|rd|th)?,?\s+(?P<last>(?:19|20)\d\d))(?![\d/]|[.-]\d)",
    re.IGNORECASE,
)
BORN = re.compile(r"(?:\bborn|\bd\.?\s?o\.?\s?b\b|\bdate of birth|\bbirth\s?da(?:y|te))[^\d\n]{0,20}$", re.IGNORECASE)
NOT_OF_A_CLIENT = re.compile(
    r"\b(?:by|before|until|deadline|from|accessed|published|retrieved|updated|expir\w*|version)"
    r"(?:\s+(?:the|on|of|is|in|end))*[\s:]*$",
    re.IGNORECASE,
)
"""Before a date that is a deadline or a source's."""
LEADS_TO_DATE = re.compile(
    r"(?:\b(?P<on>on)\s+)?(?:the\s+)?(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?$", re.IGNORECASE
)

EMAIL = re.compile(
    r"(?<![\w.+\[-])(?:@[\w.]{3,30}|[\w.+-]{1,64}(?:\s?@\s?|\s\(?at\)?\s)(?:[\w-]{1,63}(?:\.|\s(?:dot)\s)){1,4}[a-z]{2,24}\b)",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w/.-])(?:(?:\+|00)\d{1,3}(?:[\s()-]{0,3}\d){8,11}|(?:\(0\d{2,4}\)|0\d{2,4})(?:[\s.-]{0,2}\d){6,8})(?![\d/])"
)
POSTCODE = re.compile(r"(?<![\w-])[a-z]{1,2}\d[a-z\d]?\s{0,2}\d[abd-hjlnp-uw-z]{2}(?![\w-])", re.IGNORECASE)
HEALTH_NUMBER = re.compile(
    r"\bNHS\b[^\d\n]{0,20}(?P<given>\d(?:[\s-]?\d){9})(?!\d)"
    r"|(?<![\d-])(?P<bare>[4679]\d{2}([\s-]?)\d{3}\3\d{4})(?![\d-])",
    re.IGNORECASE,
)
POLICY_NUMBER = re.compile(
    r"\b(?:(?:policy|insurance)(?:\s+(?:number|no|ref))?|(?:membership|hospital|patient|client|claim)\s+(?:number|no|id|ref))"
    r"[\s.:#]{1,3}(?:(?:is|was)\s+)?"
    r"(?P<given>(?=[a-z/-]{0,8}\d)(?:[a-z\d][a-z\d/-]{4,24}|\d{2,8}(?:\s\d{2,8}){1,4}))",
    re.IGNORECASE,
)
_CAPITAL = rf"[A-Z][{LETTER}'’]{{1,20}}\.?"
_SURE_STREET = "road|street|lane|avenue|crescent|terrace|gardens|cottages|drive|grove|mews|rd|ave"
_STREET = f"{_SURE_STREET}|close|way|court|place|square|row|hill|green|park|walk|rise|view|house|st"
_ANY_STREET, _SMALL_STREET = _any_case(_STREET), _any_case(f"{_SURE_STREET}|close")
_NUMBERED = r"(?:(?:flat|apartment|unit|apt)\s\w{1,4},?\s+)?\d{1,4}\s?[a-f]?,?\s+"
ADDRESS = re.compile(
    rf"\b(?=[A-Z\dfua])(?<![\w.,/-])(?:{_NUMBERED}(?:{_CAPITAL}\s+){{1,3}}(?:{_ANY_STREET})\b"
    rf"|{_NUMBERED}(?!(?:min|hour|mile|week|day|month|year|pass|metre|more|time|step)[a-z]*\s)(?:[{LETTER}'’]{{3,20}}\s+){{1,2}}(?:{_SMALL_STREET})(?=[.,;\s]|$)"
    rf"|{_NUMBERED}[A-Z][a-z]{{2,20}}(?:way|gate|side|wood)\b"
    rf"|(?:(?:The\s+)?(?:{_CAPITAL}\s+){{0,2}}{_CAPITAL},\s+)?(?<!\w)(?:{_CAPITAL}\s+){{1,2}}(?:Road|Street|Lane|Avenue|Crescent|Terrace)\b)"
)
CITATION = re.compile(
    rf"(?<![{LETTER}])(?:{_CAPITAL}(?:,?\s+(?:and|&)\s+|,\s+)?){{1,4}}(?:,?\s*et al\.?|,?\s*\((?:19|20)\d\d)"
    rf"|\([^()\n]{{0,100}}(?:19|20)\d\d[a-z]?\)"
)

EXACT_AGE = re.compile(
    r"(?P<before_noun>\b[1-9]\d[\s-](?:years?|yrs?)[\s-]old\s+(?=[a-z]))"
    r"|(?P<lead>\b(?:is|now|who’s|who's|she’s|she's|he’s|he's)\s+|(?<=,\s))?(?:aged?\s+)?\b(?P<age>[1-9]\d)"
    r"(?:[\s-]?(?:years?|yrs?)[\s-]?old\b|\s?(?:yo|y/o)\b|(?=\s*(?:[,.;)]|$)|\s+(?:and|who|in|from)\b))",
    re.IGNORECASE,
)
"""An age in years. A number alone counts before a comma and the like; ``before_noun``: "47-year-old teacher"."""
ONLY = re.compile(r"\b(?P<the>the)\s+(?:only\b|(?=(?:mayor|vicar|headteacher|priest|rabbi)\b))", re.IGNORECASE)
"""What there is one of in a place."""
PLACE = re.compile(rf"\b(in|from|near|of|outside)\s+(?:[A-Z][{LETTER}]+)(?:[\s-][A-Z][{LETTER}]+){{0,3}}")
TAGGED_FACETS = {
    "a relation": re.compile("R"),
    "a place": re.compile("(?:i|(?<=O)f)[CnSaN]+"),
    "an occupation": re.compile("[Or]"),
}
LEAST_TOGETHER = 3
"""How many of exact age, relation, place, occupation and being the only one make a rare combination."""
