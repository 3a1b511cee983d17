"""Words that generated people and companies are named with."""

FIRST_NAMES = tuple(
    """Ada Amir Anaïs Ben Bianca Björn Carla Chidi Chloé Daniel Dilara Diego Elif Emma Esther Farid
    Fatima Felix Fiona Gabriel Giulia Grace Hana Hugo Ibrahim Ines Ivan Jae Jasmine João Jonas Julia
    Kai Karim Kateryna Keiko Lars Layla Leo Liam Lin Lucía Magnus Mariam Marta Mateo Mei Mohamed
    Naomi Nia Nikhil Noah Nora Olga Oliver Omar Paula Pedro Priya Rafael Rania Ravi Rosa Ruth Sara
    Sergei Shreya Sofia Stefan Tara Thandiwe Theo Thomas Tomás Uma Valentina Viktor Wei Yara Yuki
    Yusuf Zoë Zofia""".split()  # noqa: SIM905 - a list of a hundred quoted words is no easier to read
)
LAST_NAMES = tuple(
    """Abbas Adams Almeida Andersson Baker Banerjee Bauer Bianchi Brown Carvalho Chen Cohen Costa
    Dubois Dvořák Edwards Eriksen Fernández Fofana Fontaine García Green Gupta Haas Hansen Hernández
    Hoffmann Horvat Ito Ivanova Jansen Jensen Johnson Jones Kaplan Kaya Khan Kim Kovács Kowalska
    Kumar Laurent Lee Lehmann Li Lopez Mandela Martin Mbeki Meyer Moreau Mori Müller Murphy Nakata
    Nguyen Nielsen Novak O'Brien Okoye Olsen Ortiz Osei Park Patel Pereira Petrov Popescu Quinn
    Ramos Rossi Ruiz Sato Schmidt Silva Singh Smith Sokolov Suzuki Svensson Tanaka Taylor Torres
    Tran Turner Vargas Vega Virtanen Walker Wang Weber Williams Wójcik Wong Yamamoto Yildiz Zhang
    Zimmermann""".split()  # noqa: SIM905 - see above
)
COMPANY_FIRST = tuple(
    """Amber Arctic Atlas Birch Blue Bright Cedar Clear Cobalt Copper Coral Crimson Delta Dune Echo
    Ember Fern Flint Forest Frost Golden Granite Harbor Hazel Indigo Ivory Juniper Lunar Maple
    Meadow Misty North Ocean Olive Onyx Orchid Pearl Pine Quartz River Ruby Sage Silver Solar South
    Spruce Stone Summit Swift Tidal Urban Velvet Violet West Willow""".split()  # noqa: SIM905 - see above
)
COMPANY_SECOND = tuple(
    """Anchor Arrow Badger Bay Beacon Bear Bridge Brook Canyon Castle Compass Crane Creek Crest Crow
    Falcon Field Finch Fjord Fox Gate Grove Hawk Heron Hill Lake Lantern Leaf Lynx Mill Moon Moss
    Oak Otter Owl Peak Pond Port Raven Reef Ridge Robin Rock Shore Sky Sparrow Spring Star Stream
    Tower Trail Valley Wave Wharf Wolf Wren""".split()  # noqa: SIM905 - see above
)
COMPANY_KIND = ("Labs", "Foods", "Logistics", "Health", "Media", "Energy", "Bank", "Travel")
INDUSTRIES = (
    "Retail",
    "Software",
    "Logistics",
    "Health care",
    "Media",
    "Energy",
    "Financial services",
    "Travel",
    "Education",
    "Manufacturing",
)
