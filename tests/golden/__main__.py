"""Rewrite the golden results: ``make golden DATA=folder``."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from golden.cases import packaged, public

HERE = Path(__file__).parent
(HERE / "packaged.json").write_text(json.dumps(dict(packaged()), indent=0) + "\n")
if len(sys.argv) > 1:
    (HERE / "public.json").write_text(json.dumps(dict(public(Path(sys.argv[1]))), indent=0) + "\n")
