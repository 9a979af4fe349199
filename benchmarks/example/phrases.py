"""Names and turns of phrase of the example scheme, all made up."""

from __future__ import annotations

_FIRST = """\
Abel Adaeze Aisling Alasdair Amina Anneka Aoife Arjun Beatrix Benedikt Björn Bronwen Callum Carys Catrin
Chidi Chloë Clemency Dafydd Danuta Delphine Dev Dilys Ebele Eilidh Elif Emeka Esmé Fergus Fiadh Fola
Françoise Gethin Grażyna Gwilym Hamza Hester Hyacinth Ifeoma Imogen Ines Iqbal Isolde Jarek Jocasta José
Joss Kamala Kerensa Kofi Lakshmi Lowenna Ludo Łukasz Maeve Marguerite Marisol Merryn Mihai Nadia Ngozi
Niamh Oisín Olwen Osman Padraig Perpetua Petra Priya Quentin Rafał Renée Rhiannon Roisin Rowan Ruaridh
Saoirse Seren Siân Solveig Søren Tamsin Tegan Temperance Thuý Tobias Ulla Ursula Verity Wanjiru Wilf
Xanthe Yusuf Zoë"""
_LAST = """\
Abara Achterberg Adébáyọ̀ Alderwick Amberley Ashdyke Bankole Barleycroft Beckwith Blennerhasset
Bracegirdle Brzęk Bulrush Cattermole Chaudhuri Clutterbuck Copperwheat Crabtree Culpepper Dacosta
Dewhirst Drinkwater Dąbrowska Eelbeck Elsegood Faircloth Fenwright Fernández Fotheringay Gathercole
Giedraitis Goodbody Gotobed Greengrass Grünwald Hathersage Hollingberry Honeyball Ibekwe Iyer Jessamine
Jolliffe Kaczmarek Kettleborough Kowalczyk Lapwing Larkspur Lindqvist Lovelock Maidment Makepeace
Marchbanks Mbeki Merriweather Moynihan Mukherjee Nightingale Noakes Nwachukwu Okonjo Oldacre Olofsdotter
Osgodby Papadakis Peabody Pennyfather Pettigrew Quantrill Quickfall Radhakrishnan Ravensdale Reedcutter
Rushbrook Saltmarsh Sedgewick Siddiqui Silvester Skeffington Ståhl Summerhayes Swithinbank Tewksbury
Thistlewood Threadgold Tinkler Umarov Venkataraman Wadlow Waterhouse Wetherby Wildgoose Winterbourne
Woodhatch Yaxley Yellowlees Żak"""
FIRST_NAMES = tuple(_FIRST.split())
LAST_NAMES = (
    *_LAST.split(),
    "O'Sullivan",
    "D'Souza",
    "Ní Bhriain",
    "Nguyễn",
    "van der Meer",
    "Ap Rhys",
    "Marsh-Hale",
)

MENTEE_WHY = (
    "I would like help with {a} from somebody outside my own team.",
    "I am about to change posts and want to think through {a} and {b} before I do.",
    "My supervisor is kind but busy; I would value time to reflect on {a}.",
    "I have been asked to lead on {a} & have never done that before.",
    "A friend had a mentor last year and it changed how she works.",
    "I want to get better at {a}; {b} would be a bonus.",
    "I don't need answers, I need somebody who asks good questions about {a}.",
    "Working nights makes it hard to meet people who care about {a}.",
    "Curious what a mentor from another profession would say about {a}.",
    "Six months in, and I would like to talk about {a} with someone who isn't assessing me.",
    "To find my feet. Especially {a}.",
    "I nearly left last winter. I'd like to stay, and {a} is part of that.",
)
PARTNER_WHY = (
    "Many of the people who come to us know about {a} from the inside. I would like to learn.",
    "We see people every week who are also seen by the health service. I'd like to know more about {a}.",
    "I want a safe place to think about my own reactions, and somebody who knows {a}.",
)
MENTOR_WHY = (
    "I was well mentored once and would like to pass that on, above all in {a}.",
    "Happy to listen. Most of my week is {a}, with some {b}.",
    "I learn at least as much as I give. Ask me about {a}.",
    "Years of {a}, and plenty of mistakes to share.",
    "I would like to meet people from other professions who are interested in {a}.",
    "Our service only keeps people if somebody has time for them. {b} is my other interest.",
    "Did the mentoring course, want to use it. Can help with {a} and {b}.",
    "Newish in post, so I still remember starting out in {a}.",
)
INTERESTS = (
    "{a}; {b}.",
    "Mostly {a}, lately also {b}.",
    "{a}, {b} and anything to do with {c}.",
    "{a}. {b}. {c}.",
    "Most days it is {a}; would like more time for {b}",
    "- {a}\n- {b}\n- {c}",
)
HOBBY_LINES = (
    "{a}, and {b} when I can.",
    "{a}",
    "{a} / {b}",
    "Family, {a}.",
    "Used to do {a}. Now mostly {b}!",
    "{a}; always looking for company",
)
OTHER = (
    "Thursdays are best.",
    "I don't drive, so somewhere near a station please.",
    "Nights every third week.",
    "Would prefer somebody from outside my own workplace.",
    "Happy with phone calls too.",
    "I work part-time (Mon–Wed).",
    "Lunch times only :-)",
    "I move to a new post in August.",
)
DIARY = (
    "On my first day the lift was broken and I met the whole hospital on the stairs.",
    "What I remember of that year is {a}, and being too tired to ask about it.",
    "Nobody had told me that {a} would take up most of my afternoons.",
    "I kept a list of questions about {a}; it is now four pages long.",
    "There was a good colleague who knew {a}, but she moved to Wickenholme.",
    "I would have liked to talk to somebody about {a} then, and I would still like to.",
    "My best week was the one in which {a} went right twice in a row.",
    "I have read what there is to read about {a} and would now like to hear how it is really done.",
)

GROUPS = ("first year in post", "night workers", "small teams", "part-time")
