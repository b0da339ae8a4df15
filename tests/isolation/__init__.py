"""The generated isolation matrix: every route x actor x method, with objects the actor may not see.

Each room names, in `samples_<room>.py`, one object of Acme (in a portal: of Northwind) for each of its routes that takes
one:

    def prepare(world):                                   # where the world has no such object yet
        with world.scope("acme"):
            world.things["registration"] = ...

    SAMPLES = {"workspace:deals:registration-detail": lambda w: {"ref": w.registration.ref}}
    SHARED = {"portal:programs:program-detail"}           # objects every partner of the vendor may see
    OPEN = {"public:ui:brand"}                            # pages that belong to nobody's tenant, whatever they answer
    TASKS = {"deals.tasks.remind": lambda w: {"registration_id": str(w.registration.pk)}}
"""
