"""The ways of telling only how people cope: on their own mobiles, at the door, in a shop where no phone rings."""

from app.rules.customer.patterns import upto

WAYS = (
    (
        rf"(?:everyone|everybody|all|they|they're|staff|people|we're|handling|managing|switched|answers|"
        rf"receptionist|boss|owner|nurses|drivers|recepcionistas|recepcion|guests|pharmacist|vet|dispatcher|"
        rf"clients|ambulance|parents){upto(5)} "
        r"(?:on|by|via|from|using|to|per|with|use|uses|texting|por|le|sus|their|her|his|private|text|texts) "
        r"(?:their |the |her |his |own |a |private |personal |sus |vet's |to )*(?:cell|cells|mobiles|mobile|"
        r"whatsapp|cell phones|mobile phones|cellphones|celular|celulares|walkie talkies?|viber|runners|marine "
        r"radio|two-way radio|cellulaires?|dispatcher|email|courriel|instagram|facebook|the dispatcher)"
    ),
    (
        r"(?:customers|people|guests|drivers|patients|parents|clients|they|members|staff|couriers|directors|"
        r"clientes|seniors|tenants|neighbours|neighbors|mums|passengers|folks|callers|walk-ins|padres)(?: [^ "
        r"¶]+){0,3}? "
        r"(?:come|came|comes|coming|walk|walks|walked|walking|drive|drives|drove|driving|show up|turn up|"
        r"vienen)(?: [^ ¶]+){0,4}? "
        r"(?:in person|over|in themselves|by themselves|on foot|to the door|at the door|to the counter|to ask|to "
        r"order|en personne|en persona|to complain|a preguntar)"
    ),
    "paper notes|sticky notes|walkie talkies?|passing notes|on foot because",
    (
        rf"(?:think|thinks|thought|ask|asks|asking|asked|believe|say|says they|tell|assume|assumed|wonder|"
        rf"figured|croient|creen|piensan|wondering){upto(4)} (?:closed|bankrupt|gone out of|out of business|"
        rf"shut|moved away|gone under|no longer exist|still open|still alive|still in business|fermes?|cerrado)"
    ),
    (
        r"(?:no|zero|not one|nobody|hasn't|haven't|not had|not a single|no phone|no-one|none|no patients|no "
        r"one)(?: [^ ¶]+){0,3}? (?:rung|called|phoned|rang|calls|ring|llamado|sonado|sonao)(?: [^ ¶]+){0,3}? "
        r"(?:since|today|all day|all morning|this morning|this week|whole|for days|for hours|in days|in hours|"
        r"desde)"
    ),
    (
        r"(?:phones?|bakery|shop|place|desk|it's|dispatch|office|telephone|telefonos|gone)(?: [^ ¶]+){0,4}? "
        r"(?:quiet|silent|calm|peaceful|tranquilos|tranquilo|stillness)(?: [^ ¶]+){0,4}? (?:today|since|morning|"
        r"week|day|here|demasiado)"
    ),
    r"(?:orders|bookings|reservations|leads) (?:have )?(?:stopped|dried up|are nil|are zero)",
    (
        "(?:nobody|no one|never|no-one) (?:picks up|answers|pick up|answer)|only thing that still rings|only "
        "reason i know|nobody phones|nobody's rung|nobody has called|no one's phoned|no one has called|nobody's "
        "phoned|nobody has rung|to use phones|not one call since|quiet day|slow week|slow day"
    ),
    (
        r"(?:has|have|had|hasn't|haven't) (?:had |not had |had not )(?:no|one|a|any|zero) calls? (?:since|all|in|"
        r"for|today)"
    ),
)
