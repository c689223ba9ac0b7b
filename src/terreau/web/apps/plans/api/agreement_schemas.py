"""What the API of labels, agreements, documents and obligations takes and answers."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

_KIND = "protocole, contrat, avenant or convention"
_STATE = "prepared, opinion, signed, amended or ended"


class LabelEventOut(Schema):
    """What was told of a label."""

    act: str = Field(description="apply, grant, govern or end")
    after: str = Field(description="The state after")
    on: date = Field(description="The day")
    words: str = Field(description="Why it changed")


class LabelOut(Schema):
    """The label of a territory in a phase."""

    phase: int = Field(description="Of the programme")
    state: str = Field(description="candidate, labelled, governed, ended; empty where none is told")
    source: str = Field(description="The bundled set that says it, where nobody told it here")
    events: list[LabelEventOut] = Field(description="What was told of it, the last first")
    acts: list[str] = Field(description="What the reader may tell of it")


class LabelsOut(Schema):
    """The label of a territory."""

    labels: list[LabelOut] = Field(description="One a phase")


class LabelActIn(Schema):
    """An act on a label."""

    phase: int = Field(description="1 or 2")
    act: str = Field(description="apply, grant, govern or end", max_length=12)
    on: date = Field(description="The day")
    words: str = Field("", description="Why; an end says it", max_length=500)


class AgreementOut(Schema):
    """An agreement."""

    id: int = Field(description="Its number")
    plan: int = Field(description="Number of its plan")
    kind: str = Field(description=_KIND)
    title: str = Field(description="Its title")
    state: str = Field(description=_STATE)
    amends: int | None = Field(description="Of an amendment, what it changes")
    signed_on: date | None = Field(description="When it was signed")
    ends_on: date | None = Field(description="When it ends")
    is_public: bool = Field(description="Whether everyone reads it once signed")
    version: int = Field(description="To give back when it is changed")


class AgreementsOut(Schema):
    """Agreements of a plan."""

    agreements: list[AgreementOut] = Field(description="Those that the reader sees")


class SignatoryOut(Schema):
    """Who signs an agreement."""

    id: int = Field(description="Number of the signature")
    organisation: int | None = Field(description="Its number in the directory, where it is known")
    name: str = Field(description="Its name")
    as_what: str = Field(description="As what it signs")
    signed_on: date | None = Field(description="When it signed")


class AgreementVersionOut(Schema):
    """A version of the text of an agreement."""

    number: int = Field(description="Its number")
    on: date = Field(description="Its day")
    what_changed: str = Field(description="What changed")
    document: int | None = Field(description="Number of its document")


class AgreementEventOut(Schema):
    """What became of an agreement."""

    act: str = Field(description="opinion, sign, amend or end")
    after: str = Field(description="The state after")
    on: date = Field(description="The day")
    words: str = Field(description="Of an opinion, the opinion; of the others, why")
    is_on_behalf: bool = Field(description="Whether a keeper wrote it down for the Region")


class DocumentOut(Schema):
    """A document."""

    id: int = Field(description="Its number")
    name: str = Field(description="Its name")
    kind: str = Field(description="pdf, docx, xlsx, pptx, odt, ods, odp, png, jpg, csv or txt")
    size: int = Field(description="How many bytes")
    sha256: str = Field(description="Digest of what it holds")
    sheet: int | None = Field(description="The action sheet it is joined to")
    committee: int | None = Field(description="The committee it is joined to")
    agreement: int | None = Field(description="The agreement it is joined to")
    added_at: datetime = Field(description="When it was joined")
    removed_at: datetime | None = Field(description="When it was removed")


class DocumentsOut(Schema):
    """Documents of a plan."""

    documents: list[DocumentOut] = Field(description="Those that the reader sees, the last first")


class DocumentWholeOut(DocumentOut):
    """A document, with what it holds."""

    content: str = Field(description="What it holds, in base 64")


class DocumentJoined(Schema):
    """A file to join, of 10 MB at most; larger ones are joined from their page."""

    holder: str = Field(description="sheet, committee or agreement", max_length=12)
    holder_id: int = Field(description="Number of that object", ge=1, le=2**62)
    name: str = Field(description="Name of the file", max_length=200)
    content: str = Field(description="What it holds, in base 64", max_length=14_000_000)


class AgreementWholeOut(AgreementOut):
    """An agreement, with what the reader may read of it."""

    signatories: list[SignatoryOut] = Field(description="Those whose organisation the reader sees")
    versions: list[AgreementVersionOut] = Field(description="Of its text, the last first")
    events: list[AgreementEventOut] = Field(description="What became of it, the last first")
    documents: list[DocumentOut] = Field(description="What is joined to it")
    acts: list[str] = Field(description="What the reader may say of it")


class AgreementIn(Schema):
    """An agreement."""

    kind: str = Field(description=_KIND, max_length=12)
    title: str = Field(description="Its title", max_length=200)
    amends: int | None = Field(None, description="Of an amendment, what it changes", ge=1, le=2**62)
    ends_on: date | None = Field(None, description="When it ends")
    is_public: bool = Field(False, description="Whether everyone reads it once signed")


class AgreementPut(AgreementIn):
    """An agreement as it is to be."""

    version: int = Field(description="As it was read", ge=0, le=2**31 - 1)


class AgreementStepIn(Schema):
    """What becomes of an agreement."""

    act: str = Field(description="opinion, sign, amend or end", max_length=12)
    on: date = Field(description="The day")
    words: str = Field("", description="Of an opinion, the opinion; else why", max_length=1000)


class SignatoryIn(Schema):
    """Who signs an agreement."""

    name: str = Field(description="Name of the organisation", max_length=200)
    as_what: str = Field("", description="As what it signs", max_length=120)
    signed_on: date | None = Field(None, description="When it signed")


class AgreementVersionIn(Schema):
    """A version of the text of an agreement."""

    what_changed: str = Field(description="What changed", max_length=1000)
    on: date = Field(description="Its day")
    document: int | None = Field(None, description="Its document", ge=1, le=2**62)


class ObligationIn(Schema):
    """Something owed."""

    title: str = Field(description="What it is", max_length=200)
    due_on: date = Field(description="The day")
    kind: str = Field(
        "other",
        description="annual_report, post_balance, fund_deposit, committee, phase_end or other",
        max_length=16,
    )
    owed_to: str = Field("", description="To whom", max_length=200)
    recurrence: str = Field("once", description="once or yearly", max_length=8)
    source: str = Field("", description="What says so", max_length=300)
    is_to_check: bool = Field(False, description="Whether the day is still to be checked")


class ObligationPut(ObligationIn):
    """Something owed, as it is to be."""

    version: int = Field(description="As it was read", ge=0, le=2**31 - 1)


class ObligationDoneIn(Schema):
    """When something owed was done."""

    done_on: date | None = Field(description="The day; null where it is not done after all")


class ObligationOut(ObligationIn):
    """Something owed."""

    id: int = Field(description="Its number")
    done_on: date | None = Field(description="When it was done")
    urgency: str = Field(description="late, soon, later or done")
    version: int = Field(description="To give back when it is changed")


class ObligationsOut(Schema):
    """What the territory of a plan owes."""

    obligations: list[ObligationOut] = Field(description="By day, then what is done")
