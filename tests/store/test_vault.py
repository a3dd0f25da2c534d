from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from caredesk.schema.errors import StoreTrouble
from caredesk.store import recovery_code, vault
from caredesk.store.recovery_code import new_code, read_code
from caredesk.store.vault import Cost, Keys, NewUser

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
HEAD = NewUser(UUID(int=1), "站长周敏", "秋天的稻田99")
WORKER = NewUser(UUID(int=2), "社工王芳", "青石镇的雨天")


@pytest.fixture
def station(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def made(station: Path) -> tuple[Keys, dict[vault.Paper, str]]:
    return vault.create_vault(station, [HEAD], CHEAP)


def _opens(folder: Path, login: str, password: str) -> bool:
    try:
        vault.unlock(folder, login, password)
    except StoreTrouble:
        return False
    return True


def test_the_head_opens_the_keys_with_name_and_password(station: Path, made: tuple[Keys, object]) -> None:
    opened = vault.unlock(station, HEAD.login, HEAD.password)
    assert (opened.data, opened.audit, opened.opened_by) == (made[0].data, made[0].audit, HEAD.id)
    assert len(opened.data) == len(opened.audit) == 32
    assert opened.data != opened.audit


def test_full_width_and_spaces_do_not_lock_anyone_out(station: Path) -> None:
    vault.create_vault(station, [NewUser(UUID(int=1), "zhou1", "Abc12345")], CHEAP)
    assert _opens(station, " ＺＨＯＵ１ ", "Ａｂｃ12345")


@pytest.mark.parametrize(("login", "password"), [(HEAD.login, "不是这个密码"), ("没有这个人", HEAD.password), ("", "")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(
    station: Path, made: object, login: str, password: str
) -> None:
    with pytest.raises(StoreTrouble, match="登录名或密码不对"):
        vault.unlock(station, login, password)


def test_the_key_file_holds_no_name_no_password_and_no_key(station: Path, made: tuple[Keys, dict[str, str]]) -> None:
    raw = (station / "keys.json").read_bytes()
    text = json.dumps(json.loads(raw), ensure_ascii=False)
    keys, codes = made
    secrets = [HEAD.login, HEAD.password, keys.data.hex(), keys.audit.hex(), *codes.values()]
    assert not [secret for secret in secrets if secret in text or secret.encode() in raw]
    assert keys.data.hex() not in repr(keys)
    assert HEAD.password not in repr(HEAD)


def test_the_cost_of_a_guess_is_kept_with_each_wrap(station: Path, made: tuple[Keys, object]) -> None:
    dearer = Cost(passes=2, memory_kib=16, lanes=2)
    vault.add_user(station, made[0], WORKER, dearer)
    costs = [wrap["cost"] for wrap in json.loads((station / "keys.json").read_bytes())["wraps"]]
    assert {"passes": 2, "memory_kib": 16, "lanes": 2} in costs
    assert _opens(station, WORKER.login, WORKER.password)
    assert _opens(station, HEAD.login, HEAD.password)


def test_a_station_made_without_asking_gets_the_full_cost() -> None:
    assert Cost() == Cost(passes=3, memory_kib=65536, lanes=4)


def test_both_recovery_papers_open_the_same_keys(station: Path, made: tuple[Keys, dict[vault.Paper, str]]) -> None:
    keys, codes = made
    for paper, code in codes.items():
        opened, which = vault.unlock_with_recovery(station, code.lower().replace("-", " "))
        assert (opened.data, opened.audit, opened.opened_by, which) == (keys.data, keys.audit, None, paper)


def test_a_replaced_paper_opens_nothing_any_more(station: Path, made: tuple[Keys, dict[vault.Paper, str]]) -> None:
    keys, codes = made
    new = vault.replace_recovery(station, keys, "station", CHEAP)
    with pytest.raises(StoreTrouble, match="打不开本站"):
        vault.unlock_with_recovery(station, codes["station"])
    assert vault.unlock_with_recovery(station, new)[1] == "station"
    assert vault.unlock_with_recovery(station, codes["township"])[1] == "township"


def test_the_township_paper_lets_a_new_head_in(station: Path, made: tuple[Keys, dict[vault.Paper, str]]) -> None:
    keys, _ = vault.unlock_with_recovery(station, made[1]["township"])
    vault.add_user(station, keys, WORKER, CHEAP)
    vault.remove_user(station, HEAD.id)
    assert vault.user_ids(station) == [WORKER.id]
    assert not _opens(station, HEAD.login, HEAD.password)


def test_a_changed_password_replaces_the_old_one_everywhere(station: Path, made: tuple[Keys, object]) -> None:
    changed = NewUser(HEAD.id, HEAD.login, "新的密码2026")
    vault.change_password(station, made[0], changed, CHEAP)
    assert _opens(station, HEAD.login, changed.password)
    for copy in station.iterdir():  # no older copy lies about in which the old password still opens
        other = station / copy.stem
        other.mkdir()
        (other / "keys.json").write_bytes(copy.read_bytes())
        assert not _opens(other, HEAD.login, HEAD.password)


def test_the_last_user_cannot_be_removed(station: Path, made: object) -> None:
    with pytest.raises(StoreTrouble, match="最后一个"):
        vault.remove_user(station, HEAD.id)
    assert _opens(station, HEAD.login, HEAD.password)


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (NewUser(UUID(int=3), "站长周敏 ", "秋天的稻田99"), "已经有人用了"),
        (NewUser(UUID(int=3), "  ", "秋天的稻田99"), "不能为空"),
        (NewUser(UUID(int=3), "新人", "12345"), "密码太短"),
    ],
)
def test_an_unfit_user_is_refused_with_the_reason(
    station: Path, made: tuple[Keys, object], user: NewUser, said: str
) -> None:
    with pytest.raises(StoreTrouble, match=said):
        vault.add_user(station, made[0], user, CHEAP)
    assert vault.user_ids(station) == [HEAD.id]


def test_one_users_wrap_cannot_be_passed_off_as_anothers(station: Path, made: tuple[Keys, object]) -> None:
    vault.add_user(station, made[0], WORKER, CHEAP)
    content = json.loads((station / "keys.json").read_bytes())
    by_id = {wrap["id"]: wrap for wrap in content["wraps"]}
    by_id[str(WORKER.id)]["id"] = str(HEAD.id)
    (station / "keys.json").write_text(json.dumps(content))
    assert not _opens(station, WORKER.login, WORKER.password)


def test_a_failed_sign_in_can_be_put_down_to_a_user(station: Path, made: object) -> None:
    assert vault.user_of(station, HEAD.login) == HEAD.id
    assert vault.user_of(station, "没有这个人") is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe"])
def test_a_damaged_key_file_is_replaced_by_its_copy(station: Path, made: object, damage: bytes) -> None:
    (station / "keys.json").write_bytes(damage)
    assert _opens(station, HEAD.login, HEAD.password)


def test_without_any_whole_key_file_the_sentence_says_what_to_do(station: Path, made: object) -> None:
    for copy in ("keys.json", "keys.copy.json"):
        (station / copy).write_bytes(b"?")
    with pytest.raises(StoreTrouble, match="钥匙文件已损坏"):
        vault.unlock(station, HEAD.login, HEAD.password)
    for copy in ("keys.json", "keys.copy.json"):
        (station / copy).unlink()
    with pytest.raises(StoreTrouble, match="没有站点的钥匙文件"):
        vault.unlock(station, HEAD.login, HEAD.password)


def test_a_key_file_of_a_newer_program_is_refused_politely(station: Path, made: object) -> None:
    content = json.loads((station / "keys.json").read_bytes())
    (station / "keys.json").write_text(json.dumps({**content, "format": 2}))
    with pytest.raises(StoreTrouble, match="先升级本软件"):
        vault.unlock(station, HEAD.login, HEAD.password)


def test_a_second_station_is_never_made_over_the_first(station: Path, made: object) -> None:
    before = (station / "keys.json").read_bytes()
    with pytest.raises(StoreTrouble, match="已经有一个站点"):
        vault.create_vault(station, [WORKER], CHEAP)
    assert (station / "keys.json").read_bytes() == before


def test_subkeys_differ_by_purpose(made: tuple[Keys, object]) -> None:
    keys = made[0]
    assert len({keys.data, keys.audit, keys.subkey("drafts"), keys.subkey("attachments")}) == 4
    assert keys.subkey("drafts") == Keys(keys.data, b"").subkey("drafts")


def test_a_recovery_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert read_code(code.lower().replace("0", "o").replace("1", "l").replace("-", "  ")) == code
    assert read_code("".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in code)) == code


def test_every_single_typing_mistake_and_swap_names_its_group() -> None:
    code = new_code()
    unnoticed = []
    for at, right in enumerate(code):
        place = at // 6 + 1
        for wrong in recovery_code.ALPHABET if right != "-" else "":
            if wrong != right:
                unnoticed += _not_named(code[:at] + wrong + code[at + 1 :], place)
        after = code[at + 1 : at + 2]
        if at % 6 < 4 and right != after:
            unnoticed += _not_named(code[:at] + after + right + code[at + 2 :], place)
    assert not unnoticed


def _not_named(typed: str, place: int) -> list[str]:
    try:
        read_code(typed)
    except StoreTrouble as trouble:
        return [] if f"第 {place} 组" in str(trouble) else [typed]
    return [typed]


def test_swapped_groups_and_missing_characters_are_noticed() -> None:
    first, second, *rest = new_code().split("-")
    with pytest.raises(StoreTrouble, match="第 1 组"):
        read_code("-".join([second, first, *rest]))
    with pytest.raises(StoreTrouble, match="现在是 25 个"):
        read_code("-".join([first, *rest]))
