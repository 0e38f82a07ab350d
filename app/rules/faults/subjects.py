"""
What a sentence speaks of, by its words: each subject has a bit, and one look-up a word finds them all.

A pattern is tried only where its subject is spoken of. Subjects overlap: "audio" is of sound, of speech and of hearing.
"""

from app.rules.plain import Marks
from app.rules.scope import Line

_SUBJECTS = Marks()
SOUND = _SUBJECTS.add(
    "fuzzy scratching popping warbling warble warbles squeal squealing hollow echoey walkie-talkie robotizada"
    " robotizado robotisee parasites interferencia interferencias syllable syllables stammer stammers dropouts"
    " drop-outs dropout mushy clipped clipping fades fading fade pauses pause awkward skips freezes freeze soft barely"
    " hard muddy lointain sourd bruit bruits escucha escuchan oye oyen distant sluggish quality choppy choppiness"
    " garbled crackle crackles crackling crackly crackled metallic tinny tin muffled stutter stutters stuttering"
    " underwater distorted distortion jittery jitter scratchy grainy hiss hisses hissing robotic robot robots"
    " robot-like echo echoes echoing echos eco watery latency latencia metalica metalico metallique gresille"
    " gresillement gresillements gresillent entrecortado entrecortada entrecortadas entrecortados hache hachee hachent"
    " friture saccade decalage retardo packet loss mos pdd bajito static faint quiet delay delays delayed lag lags hum"
    " hums buzz buzzing click clicks beep gap gaps noise whistle whine bathtub sound sounds silence underneath water"
    " slow interrupt words word late seconds second sec secs twice themselves herself himself breaks breaking volume"
    " hears hear half first perdida perte nothing audio voice voices heard coupe ruido segundos secondes far"
)  # fmt: skip
SPEECH = _SUBJECTS.add(
    "audio sound sounds voice voices hear hears heard hearing speech talk talks talking conversation conversations"
    " call calls caller callers calling ring rings ringing ringback line lines son voix voz llamadas llamada appels"
    " appel oye oyen escucha escuchan entend entendent entiende speak speaks dial tone connect connects pickup people"
    " sonnent decroche contestar rtp media phones desk side mos"
)  # fmt: skip
ADMIN = _SUBJECTS.add(
    "backoffice office panel site monitor sso mfa 2fa search self-service users upload bulk devices engine form"
    " portal commpilot api login logins log logging dashboard dashboards wallboard wallboards cdr cdrs report reports"
    " reporting stats statistics statistic analytics graph graphs recording recordings recorder trace traces export"
    " exports exported download downloads sftp webhook webhooks provisioning supervisor supervisors admin admins"
    " website records logs diagnostics quota portail reporte reportes grabaciones informe informes estadisticas"
    " rapport rapports enregistrements enregistrement statistiques outil interface history branding superadmin"
    " super-admin counter collector token console screen adding saving page list role"
)  # fmt: skip
FEATURE = _SUBJECTS.add(
    "pop-up wake greeting greetings attendant aa ivr menu press presses key queue queues callback back recording"
    " recordings paging page pages park pickup blf lamp lamps mwi light transfer transfers transferring conference"
    " bridge forward forwards forwarding forwarded dnd schedule schedules moh music app softphone presence directory"
    " history intercom doorbell wake-up twinning hoteling hotdesk dtmf transcription transcriptions click-to-dial crm"
    " plug-in cnam announcement announcements push notification notifications voicemail voicemails vm mailbox sms fax"
    " faxes texts text fax-to-mail mail2fax e-fax door gate attachment pin buzon saludo cola grabacion transferencia"
    " transferencias musica despertador conferencia desvio boite messagerie annonce renvoi transfert musique reveil"
    " sonnerie afficheur loudspeaker wake-ups desk-share shared faxing console mailboxes fax-back recorder message"
    " messages menus mobiles twinned voicemail-to-email callbacks trace conferences hold monitoring ids button buttons"
    " display hot voice-mail overflow prompts prompt dial group calendar barge clip caller dialler robocalls label"
    " switchboard file missed"
)  # fmt: skip
VOICEMAIL = _SUBJECTS.add(
    "voicemail voicemails vm mailbox mailboxes messages message buzon boite messagerie voicemail-to-email"
    " transcription transcriptions voice-mail greeting"
)  # fmt: skip
FAX = _SUBJECTS.add("fax faxes faxing faxed e-fax mail2fax fax2mail fax-to-mail efax fax_probe fax-back")
SMS = _SUBJECTS.add("sms text texts texting mms textos")
NAME = _SUBJECTS.add(
    "cnam cli clid spam scam anonymous caller name names display displays displayed shows showing show affiche"
    " afficheur affichent nombre muestra clip wireless afficher unknown listed listing identity anonyme sees see"
)  # fmt: skip
REGISTER = _SUBJECTS.add(
    "register registered registering registers registration registrations unregistered service provisioned"
    " provisioning offline registro registrar registra registrado enregistre base ip unavailable auth 403 401 login"
    " registrer line disabled provision sip"
)  # fmt: skip
DEVICE = _SUBJECTS.add(
    "display screen handset button buttons headset battery speaker speakerphone keypad key keys cord bluetooth led"
    " receiver hook usb loudspeaker ringer phone phones pantalla auricular ecran combine cradle charger cordless ata"
    " adapter dongle touchscreen microphone mic dialpad lamp cable telefono poste licht"
)  # fmt: skip
PORT = _SUBJECTS.add(
    "port ported porting ports portin port-in portabilidad portabilite portage foc loa csr lnp resporg fon portar"
)
BILL = _SUBJECTS.add(
    "invoice invoices invoiced bill bills billed billing charge charged charges charging overcharge overcharged"
    " overcharging factura facturas facturan facturando facturado facture facturee factures facturation refund credit"
    " rated surcharge surcharges fee fees rate rates tarifa tarifan debited dispute disputes tax avoir re-rate"
    " facturer price"
)  # fmt: skip
LOST = _SUBJECTS.add(
    "deleted lost gone disappeared vanished wiped missing erased borrado borraron borro perdido desaparecieron"
    " desaparecio efface effaces supprime perdu perdus disparu disparus purged vanish disappear disappears vanishes"
    " lose empty"
)  # fmt: skip
CALL = _SUBJECTS.add(
    "call calls caller callers line lines conversation conversations llamada llamadas appel appels communications"
    " number numbers did main press trunk dial dials ring rings register re-register registrations registration phones"
    " connects attempt try goes audio route menu numero flaps flapping peer coupe coupes client clients customers"
    " signals texts tonight coupent get gets hang falls"
)  # fmt: skip
CUTS = _SUBJECTS.add(
    "drop drops dropped dropping cut cuts cutting disconnect disconnects disconnected hung hang hangs fall tombent"
    " tombe coupent coupe coupes caen cae cortan corta end ends die dies loses losing"
)  # fmt: skip
RARE = _SUBJECTS.add(
    "some first loses losing registration always again unpredictable unpredictably most intermittent intermittently"
    " sporadic sporadically randomly random sometimes miss times while off comes occasional occasionally flap flaps"
    " flapping flapped parfois veces cuando moments in every third quarter half fifth tenth cada fois sur second 2nd"
    " 3rd tries attempts goes retry redial redials re-dial re-dials try twice re-register re-registers reregister"
    " percent then"
)  # fmt: skip
GOES = _SUBJECTS.add(
    "wrong else else's someone somebody stranger strangers another different other neighbour neighbor neighbours"
    " unrelated random shop store pizza pizzeria church wife old otro otra autre mauvais desconocido equivocado"
    " equivocada misrouted mis-routed crossed option"
)  # fmt: skip
HEAR = _SUBJECTS.add(
    "hear hears heard hearing audio sound voice speech mute oyen oye escuchan escucha entend entendent son one-way"
)


def subjects_of(line: Line) -> int:
    """Return the subjects of a sentence; "the portal's page" is of the portal, too."""
    plain = line.plain
    subjects = _SUBJECTS.of(plain.replace("'s ", " ").split() if "'s " in plain else line.plain_set)
    return subjects | RARE if "%" in plain else subjects
