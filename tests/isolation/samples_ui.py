"""Pages of the interface kit."""

from prm.ui.brand import brand_version

SAMPLES = {
    "public:ui:brand": lambda w: {"version": brand_version(w.acme)},
    "public:ui:gallery-shell": lambda w: {"shell": "portal"},
    "public:ui:gallery-act": lambda w: {"ref": "REG-7K3QZD", "action": "approve"},
}
# Colors are for everybody; the gallery shows made-up things and stands open in tests and development only.
OPEN = {"public:ui:brand", "public:ui:gallery", "public:ui:gallery-shell", "public:ui:gallery-act"}
