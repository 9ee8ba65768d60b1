"""The colour a municipality chooses, as values for paper; the stylesheet has the same five by name for the screen."""

TINTS = {"hav": "#14507a", "gran": "#1d5940", "lingon": "#8a2232", "ljung": "#583c7c", "skiffer": "#36484f"}
PAPER = "#faf9f6"


def tint_value(tint: str) -> str:
    """The colour as #rrggbb, from a tint's name or from a colour that already is one. Raises ValueError for anything else."""
    value = TINTS.get(tint, tint).lower()
    if len(value) != 7 or value[0] != "#" or set(value[1:]) - set("0123456789abcdef"):
        raise ValueError(f"neither a tint nor a colour: {tint!r}")
    return value


def on_paper(tint: str, share: float) -> str:
    """The tint mixed with the paper's colour, as #rrggbb; share is how much of the tint, from 0 to 1."""
    pairs = zip(bytes.fromhex(tint_value(tint)[1:]), bytes.fromhex(PAPER[1:]), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex()
