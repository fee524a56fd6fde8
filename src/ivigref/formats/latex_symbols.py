"""Which LaTeX command stands for which character: the one table for reading and for writing."""

from __future__ import annotations

# A command, and the combining character that it puts over or under the letter which follows.
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c", "U": "\u030d", "G": "\u030f",
    "d": "\u0323", "textcommabelow": "\u0326", "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361",
    "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "breve": "\u0306",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "mathring": "\u030a", "ocirc": "\u030a",
}  # fmt: skip

# What a few of them are with nothing to stand over.
SPACING = {"\u0302": "^", "\u0303": "~", "\u0300": "`", "\u0301": "´", "\u0308": "¨"}

LETTERS = {
    "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip

PUNCTUATION = {
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "quotedblbase": "„", "quotesinglbase": "‚", "guillemotleft": "«", "guillemotright": "»",
    "guilsinglleft": "‹", "guilsinglright": "›", "textexclamdown": "¡", "textquestiondown": "¿", "textbullet": "•",
    "textellipsis": "…", "textperiodcentered": "·", "textsection": "§", "textparagraph": "¶", "dag": "†", "ddag": "‡",
    "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textordfeminine": "ª",
    "textordmasculine": "º", "textdegree": "°", "textmu": "µ", "textsterling": "£", "texteuro": "€", "textyen": "¥",
    "textcent": "¢", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾",
}  # fmt: skip

MATH = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "pm": "±", "mp": "∓", "times": "×", "div": "÷", "leq": "≤", "geq": "≥", "neq": "≠",
    "approx": "≈", "sim": "∼", "infty": "∞", "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔",
    "uparrow": "↑", "downarrow": "↓", "partial": "∂", "sum": "∑", "surd": "√", "prime": "′", "equiv": "≡", "ll": "≪",
    "gg": "≫", "in": "∈", "cdot": "⋅",
}  # fmt: skip

# Other spellings of the same, and of what needs a command only because LaTeX uses the character itself.
READ_ONLY = {
    "varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ", "le": "≤", "ge": "≥", "ne": "≠", "to": "→",
    "textpm": "±", "texttimes": "×", "textrightarrow": "→", "textmugreek": "μ", "micro": "µ", "ldots": "…",
    "dots": "…", "lq": "‘", "rq": "’", "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "euro": "€",
    "textdagger": "†", "textdaggerdbl": "‡", "textless": "<", "textgreater": ">", "textbar": "|", "lbrace": "{",
    "rbrace": "}", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^",
    "textbackslash": "\\", "backslash": "\\", "textunderscore": "_", "textdollar": "$", "textquotedbl": '"',
    "textquotesingle": "'", "textasciigrave": "`", "textnumero": "№", "textsuperscriptregistered": "®",
    "nobreakspace": " ", "quad": " ", "qquad": " ", "newline": " ", "textvisiblespace": " ", "space": " ",
    "relax": "", "protect": "", "nocorr": "", "allowbreak": "", "slash": "/", "hyphen": "-",
    "degree": "°", "circ": "°", "lt": "<", "gt": ">", "ast": "*", "cdots": "⋯", "log": "log", "TeX": "TeX",
    "LaTeX": "LaTeX", "BibTeX": "BibTeX", "langle": "⟨", "rangle": "⟩",
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", "\n": " ", "\t": " ", ",": " ",
    ";": " ", ":": " ", "!": "", "/": "", "-": "", "@": "", "\\": " ", "*": "", "(": "", ")": "", "": "\\",
}  # fmt: skip

SYMBOLS = LETTERS | PUNCTUATION | MATH | READ_ONLY
