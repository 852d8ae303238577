"""pywa, an unmodified client of Cloud API, manages numbers, templates, flows and addresses of webhooks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from pywa import errors
from pywa.client import WhatsApp
from pywa.types.calls import SessionDescription
from pywa.types.flows import FlowCategory, FlowStatus
from pywa.types.others import (
    Command,
    Industry,
    QRCodeImageType,
    StorageConfiguration,
    StorageStatus,
    UserIdentityChangeSettings,
)
from pywa.types.templates import (
    BodyText,
    Buttons,
    FooterText,
    HeaderText,
    QuickReplyButton,
    Template,
    TemplateCategory,
    TemplateLanguage,
    TemplateStatus,
    URLButton,
)

from tests.contract.sim.http import Receiver, eventually
from tests.contract.sim.pywa_client import pywa_client
from wamigrate.sim.testing import Simulator


@pytest.fixture
def wa(sim: Simulator) -> Iterator[WhatsApp]:
    with pywa_client(sim) as client:
        yield client


def test_accounts_and_numbers_are_read(sim: Simulator, wa: WhatsApp) -> None:
    account = wa.get_business_account()
    assert (account.id, account.timezone_id) == (sim.number("cloud")["waba_id"], "1")
    assert [a.id for a in wa.get_owned_business_accounts()] == [account.id]
    assert list(wa.get_shared_business_accounts()) == []
    number = wa.get_business_phone_number()
    assert (number.id, number.display_phone_number) == (wa.phone_id, "+1 650-555-0106")
    assert number.platform_type == "CLOUD_API"
    assert {n.id for n in wa.get_business_phone_numbers()} == {
        n["phone_number_id"] for n in sim.ready["numbers"]
    }


def test_a_number_is_created_verified_registered_and_deregistered(sim: Simulator, wa: WhatsApp) -> None:
    created = wa.create_phone_number(
        country_calling_code=1, phone_number="6505550777", verified_name="New Shop"
    )
    assert wa.request_verification_code(code_method="SMS", language_code="en_US", phone_id=created.id)
    shown = next(n for n in sim.control.numbers().values() if n["phone_number_id"] == created.id)
    assert wa.verify_phone_number(shown["otp"], phone_id=created.id)
    assert wa.register_phone_number("482913", phone_id=created.id)
    assert wa.get_business_phone_number(phone_id=created.id).status == "CONNECTED"
    assert wa.deregister_phone_number(phone_id=created.id)
    with pytest.raises(errors.WhatsAppError) as refused:
        wa.register_phone_number("111222", phone_id=created.id)
    assert refused.value.code == 133005


def test_the_business_profile_is_changed_with_a_picture(wa: WhatsApp) -> None:
    assert wa.update_business_profile(
        about="Flowers",
        profile_picture=b"\x89PNG",
        industry=Industry.RETAIL,
        email="a@example.com",
        websites=["https://www.example.com"],
    )
    profile = wa.get_business_profile()
    assert (profile.about, profile.industry, profile.email) == ("Flowers", Industry.RETAIL, "a@example.com")
    assert profile.websites == ("https://www.example.com/",)
    assert (profile.profile_picture_url or "").startswith("https://pps.whatsapp.net/")


def test_settings_of_every_kind_are_changed(wa: WhatsApp) -> None:
    assert wa.update_commerce_settings(is_catalog_visible=True, is_cart_enabled=False)
    commerce = wa.get_commerce_settings()
    assert (commerce.is_catalog_visible, commerce.is_cart_enabled) == (True, False)
    assert wa.update_conversational_automation(["Plan a trip"], [Command("help", "Gives help")])
    assert wa.update_display_name("Another Name")
    identity = UserIdentityChangeSettings(enable_identity_key_check=True)
    assert wa.update_business_phone_number_settings(user_identity_change=identity)
    storage = StorageConfiguration(
        status=StorageStatus.IN_COUNTRY_STORAGE_ENABLED, data_localization_region="DE"
    )
    with pytest.raises(errors.WhatsAppError):
        wa.update_business_phone_number_settings(storage_configuration=storage)
    assert wa.get_business_phone_number_settings().user_identity_change == identity
    key = "-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----"
    assert wa.set_business_public_key(key)
    wa.update_business_account_settings(disable_marketing_messages_on_cloud_api=True)


def test_usernames_are_set_read_and_given_back(wa: WhatsApp) -> None:
    wa.set_username("flower.shop")
    assert wa.get_current_username().username == "flower.shop"
    assert list(wa.get_reserved_usernames()) == []
    assert wa.delete_username()


def test_qr_codes_are_created_changed_listed_and_deleted(wa: WhatsApp) -> None:
    code = wa.create_qr_code("Hello there", QRCodeImageType.SVG)
    assert code.qr_image_url
    assert wa.update_qr_code(code.code, "Good morning").prefilled_message == "Good morning"
    assert [c.code for c in wa.get_qr_codes()] == [code.code]
    found = wa.get_qr_code(code.code, image_type="PNG")
    assert found is not None
    assert (found.prefilled_message, bool(found.qr_image_url)) == ("Good morning", True)
    assert wa.delete_qr_code(code.code)
    assert list(wa.get_qr_codes()) == []


def test_templates_are_created_reviewed_edited_and_deleted(sim: Simulator, wa: WhatsApp) -> None:
    template = Template(
        name="order_sent",
        category=TemplateCategory.UTILITY,
        language=TemplateLanguage.ENGLISH_US,
        components=[
            HeaderText("Your order {{1}}", "A-12"),
            BodyText("Hello {{1}}, your order of {{2}} pieces was sent today.", "Ada", "3"),
            FooterText(text="Thank you"),
            Buttons(
                buttons=[
                    QuickReplyButton(text="Stop"),
                    URLButton(text="Track", url="https://www.example.com/{{1}}", example="abc"),
                ]
            ),
        ],
    )
    created = wa.create_template(template)
    assert created.status == TemplateStatus.PENDING
    sim.control.advance(4)
    assert wa.get_template(created.id).status == TemplateStatus.APPROVED
    found = wa.get_templates(name="order_sent", statuses=[TemplateStatus.APPROVED])
    assert [t.id for t in found] == [created.id]
    assert list(wa.get_templates(languages=[TemplateLanguage.GERMAN])) == []
    assert wa.update_template(created.id, new_components=[BodyText("Your order was sent today.")]).success
    assert wa.get_template(created.id).status == TemplateStatus.PENDING
    assert wa.delete_template("order_sent", template_id=created.id)
    with pytest.raises(errors.WhatsAppError) as refused:
        wa.delete_template("order_sent")
    assert refused.value.subcode == 2593002


def test_authentication_templates_come_in_many_languages(wa: WhatsApp) -> None:
    components = [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 5},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
    ]
    given = {"name": "code", "languages": ["en_US", "de"], "category": "AUTHENTICATION"}
    # pywa's own method sends the template as a JSON text inside JSON, which Graph does not read.
    upsert: Any = wa.api.upsert_message_templates
    created = upsert(str(wa.waba_id), {**given, "components": components})
    assert [t["language"] for t in created["data"]] == ["en_US", "de"]
    assert len(list(wa.get_templates(name="code"))) == 2


def test_templates_are_compared_and_unpaused(wa: WhatsApp) -> None:
    ids = {t.name: t.id for t in wa.get_templates()}
    now = int(time.time())
    compared = wa.compare_templates(ids["hello_world"], ids["order_ready"], start=now - 86400, end=now)
    assert compared.block_rate == [ids["hello_world"], ids["order_ready"]]
    assert wa.unpause_template(ids["spring_sale"]).success
    assert not wa.unpause_template(ids["spring_sale"]).success


def test_flows_live_from_draft_to_deprecated(wa: WhatsApp) -> None:
    flow = wa.create_flow("survey", [FlowCategory.SURVEY])
    assert wa.get_flow(flow.id).status == FlowStatus.DRAFT
    with pytest.raises(errors.WhatsAppError):
        wa.publish_flow(flow.id)
    assert wa.update_flow_json(flow.id, {"version": "5.0", "screens": []}).success
    assert wa.update_flow_metadata(flow.id, name="long survey")
    assert [a.name for a in wa.get_flow_assets(flow.id)] == ["flow.json"]
    assert wa.publish_flow(flow.id)
    assert [f.name for f in wa.get_flows()] == ["long survey"]
    assert wa.deprecate_flow(flow.id)
    draft = wa.create_flow("draft", [FlowCategory.OTHER])
    assert wa.delete_flow(draft.id)


def test_callback_addresses_are_set_on_app_account_and_number(wa: WhatsApp, hook: Receiver) -> None:
    token = wa.get_app_access_token(int(str(wa.app_id)), str(wa._app_secret))
    assert wa.set_app_callback_url(int(str(wa.app_id)), token, hook.url, "let-me-in", ["messages"])
    waba = str(wa.waba_id)
    wa.api.delete_waba_alternate_callback_url(waba)
    assert wa.override_waba_callback_url(hook.url, "let-me-in")
    (shown,) = wa.api.get_waba_subscribed_apps(waba)["data"]
    assert shown["override_callback_uri"] == hook.url
    assert wa.override_phone_callback_url(hook.url, "let-me-in")
    assert wa.delete_phone_callback_url()
    assert wa.delete_waba_callback_url()
    with pytest.raises(errors.WhatsAppError) as refused:
        wa.override_phone_callback_url(hook.url, "wrong")
    assert refused.value.code == 2200


def test_groups_and_calls_have_a_simple_state(wa: WhatsApp) -> None:
    wa.create_group(subject="Shoppers")
    (group,) = eventually(lambda: wa.api.get_active_groups(str(wa.phone_id))["data"]["groups"])
    assert wa.get_group(group["id"]).subject == "Shoppers"
    assert wa.get_group_invite_link(group["id"]).link.startswith("https://chat.whatsapp.com/")
    wa.reset_group_invite_link(group["id"])
    wa.delete_group(group["id"])
    permissions = wa.api.get_call_permissions(str(wa.phone_id), "16505551234", None)
    assert permissions["permission"]["status"] == "no_permission"
    call = wa.initiate_call("16505551234", SessionDescription(sdp_type="offer", sdp="v=0"))
    assert wa.terminate_call(call.id)
