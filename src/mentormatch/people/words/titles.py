"""Words beside a name that say nothing of who it is: titles, letters behind it, posts and places of work."""

from __future__ import annotations

TITLES = frozenset(
    """
    dr doctor prof professor mr mrs ms miss mx sir dame lord lady rev revd reverend sister matron nurse
    consultant cons assoc associate asst assistant hon herr frau mme
    """.split()  # noqa: SIM905  (read as words)
)
"""Words before a name that say nothing of who it is."""
POST_NOMINALS = frozenset(
    """
    mbbs mbchb bmbs mb chb bchir md phd dphil msc bsc ba ma mba med mphil llb hons
    frcp frcs frca frcgp frcpch frcog frcr frcpath frcpsych mrcp mrcs mrcgp mrcpch mrcog mrcpsych
    fhea pgcert pgdip dip rn rgn rmn rm rnld bn obe mbe cbe kbe jr jnr snr esq ii iii
    """.split()  # noqa: SIM905  (read as words)
)
"""Words behind a name that say nothing of who it is; some are surnames, too, so two words always stay."""
POSTS = frozenset(
    """
    academy accident acting acute admin administrator adult anaesthesia anaesthetics anaesthetist
    appraiser cardiology care ccu centre chair charge chief child clinic clinical co college community
    coordinator critical day dental department dept deputy dermatology diagnostic director division
    doctor ed education educational elderly emergency ent exec executive fellow finance floor general
    geriatrics gp gynaecology haematology head health hospice hospital hr icu infirmary intensive
    interim it itu junior lab laboratory lead leader lecturer library line locum manager maternity
    medical medicine mental mentor midwife neonatal neurology neurosurgery nhs nicu nursing obstetrics
    office officer oncology opd ophthalmology orthopaedics outpatients paediatrics palliative pals
    partner pathology pharmacist pharmacy physician physiotherapist physiotherapy picu practice
    practitioner primary principal psychiatry psychologist psychology quality radiographer radiology
    registrar rehabilitation renal research researcher resident respiratory rheumatology rota school
    secretary senior service services site specialist st staff stroke supervisor surgeon surgery
    surgical teacher team technician theatre theatres therapist therapy trainee trauma trust tutor unit
    university urology ward
    """.split()  # noqa: SIM905  (read as words)
)
"""Words of posts and places of work, which people add behind a comma."""
