"""Countries and other far places that numbers belong to, and where a report says that calls go to them."""

import re

from app.rules.layers import Layers, word_set

PLACES = word_set(
    "abroad afghanistan africa alaska albania alemania algeria algerie allemagne angleterre angola anguilla",
    "antigua argelia argentina armenia ascension asia australia australian austria austrian azerbaijan azores",
    "bahamas bali bangladesh barbados barbuda belarus belgique belgium belize benin bermuda bolivia bosnia",
    "botswana brasil brazil bulgaria burkina burundi cambodia cameroon canada canadian cap-vert caribbean chad",
    "chile china chinese colombia comores comoros congo croacia croatia cuba cuban cyprus czech denmark djibouti",
    "dominica dominican dutch ecuador egypt eritrea espagne espana estonia eswatini ethiopia falkland fiji",
    "finland france francia french gabon gambia gambie georgia german germany ghana globalstar greece greenland",
    "grenada guadeloupe guam guatemala guinea guyana haiti hawaii honduras hungary iceland india indian indonesia",
    "inmarsat iran iraq ireland iridium irish israel italia italian italy ivoire ivory jamaica japan japanese",
    "jordan kazakhstan kenya kiribati korea kosovo kuwait kyrgyzstan laos latvia latvian lebanon lesotho letonia",
    "lettonie liberia libya lithuania lituania luxembourg macedonia madagascar malawi malaysia maldivas maldive",
    "maldives mali malta maroc marruecos martinique mauritania mauritius mexican mexico mexique moldova mongolia",
    "montenegro montserrat morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger nigeria",
    "nigerian norway oman pakistan palestine panama papua paraguay peru peruvian philippines poland polish",
    "pologne polonia portugal qatar reino romania russia russian rwanda salvador samoa satelite satellite senegal",
    "serbia seychelles sierra singapore slovak slovakia slovenia solomon somali somalia somalie spain spanish sudan",
    "suisse suiza surinam sweden swiss switzerland syria taiwan tajikistan tanzania thailand thuraya timor togo",
    "tonga trinidad tunez tunisia tunisie turkey turkmenistan turquia tuvalu uganda ukraine uruguay uzbekistan",
    "vanuatu venezuela vietnam yemen yugoslavia zambia zealand zimbabwe",
)
"""Words that name a far place, also in Spanish and French; satellite networks have country codes too."""
_TOWARDS = re.compile(r"\b(?:to|reach|vers?|a|in|for|calls?|from|into|with|towards|are)((?: [\w-]+){1,4})")


def to_place(text: Layers) -> re.Match[str] | None:
    """Return where a far place is said to be called, or to call."""
    for match in _TOWARDS.finditer(text.plain):
        if not PLACES.isdisjoint(match.group(1).split()):
            return match
    return None
