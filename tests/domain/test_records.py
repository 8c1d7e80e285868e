"""Small records: ids, contacts, errors, ways of a model."""

from stagewatt.domain.alarm import AlarmId
from stagewatt.domain.errors import BadDocument, Conflict, Finding, Invalid, Refused
from stagewatt.domain.reading import BoardIdentity, BoardSample, Contact, ContactId


def test_an_alarm_id_reads_rack_place_rule_occurrence() -> None:
    assert str(AlarmId("4711ab", "A7", "supervision", 3)) == "4711ab.A7.supervision.3"


def test_a_contact_that_is_not_wired_is_none() -> None:
    identity = BoardIdentity(serial="1", printed_name="x", model="c24-soca", map_version=1, ways=1)
    pressed = Contact(active=True, changes=1, since_ms=20)
    sample = BoardSample(
        identity=identity,
        boot=1,
        frame=1,
        i_a=(None,),
        fitted=(False,),
        sensor_fault=(False,),
        contacts=((ContactId.E_STOP, pressed),),
    )
    assert sample.contact(ContactId.E_STOP) is pressed
    assert sample.contact(ContactId.MAIN_ON) is None


def test_a_refusal_has_a_code_for_programs_and_a_place() -> None:
    assert Conflict("changed meanwhile").code == "conflict"
    refused = Invalid("too large", where="max_a", code="out_of_range")
    assert (refused.code, refused.where, refused.message) == ("out_of_range", "max_a", "too large")
    assert isinstance(refused, Refused)


def test_a_bad_document_lists_all_its_findings() -> None:
    findings = (
        Finding("racks[0].model", "no model 'x'", "use smartpdu-48"),
        Finding("node.port", "70000 is no port", "use 1 to 65535"),
    )
    error = BadDocument("node.toml", findings)
    assert str(error).splitlines() == [
        "node.toml: racks[0].model: no model 'x'; use smartpdu-48",
        "node.toml: node.port: 70000 is no port; use 1 to 65535",
    ]
    assert error.findings == findings
