"""The sender's words: one secret, two keys that tell nothing of each other."""

from amparo.ground.sealing import age, receipts, recovery

RECEIPT = receipts.Receipt(recovery.Secret(bytes(range(16))))


def test_the_derived_keys_are_the_agreed_ones():
    # What every receipt ever given out depends on: these never change.
    assert RECEIPT.lookup == "b5edba37e3beb0615201fb66d03afc3066c664875eb31d2c7d1cdf4a0ffe9adf"
    assert (
        RECEIPT.inbox.recipient == "age17864895aguww2xgajenl6xwr7w69aqvm5tf74rgejeheh3j7kvwqtgupfj"
    )


def test_what_the_server_keeps_is_not_what_is_sent():
    assert RECEIPT.lookup_hash != RECEIPT.lookup
    assert RECEIPT.lookup_hash == receipts.hash_of(RECEIPT.lookup)


def test_other_words_find_nothing_and_open_nothing():
    other = receipts.Receipt(recovery.new())
    assert other.lookup != RECEIPT.lookup
    sealed = age.seal(b"marigold", [RECEIPT.inbox.recipient])
    assert age.unseal(sealed, [RECEIPT.inbox.secret]) == b"marigold"
    try:
        age.unseal(sealed, [other.inbox.secret])
    except age.CannotOpenError:
        return
    raise AssertionError("another receipt opened it")


def test_words_typed_in_any_language_lead_to_the_same_inbox():
    secret = recovery.new()
    wanted = receipts.Receipt(secret).lookup
    typed = [
        " ".join(secret.words("fr")),
        " ".join(secret.words("zh-hans")),
        "".join(secret.groups()),
    ]
    assert {receipts.Receipt(recovery.read(text)).lookup for text in typed} == {wanted}


def test_a_lookup_that_is_no_text_of_ours_has_a_hash_like_any_other():
    assert len(receipts.hash_of("é\ud800")) == 64
