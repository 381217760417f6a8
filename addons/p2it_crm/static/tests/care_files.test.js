import { expect, test } from "@odoo/hoot";
import { manuallyDispatchProgrammaticEvent, queryAll, queryOne, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeMockServer,
    MockServer,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Visit extends models.Model {
    _name = "visit";
    file_ids = fields.Many2many({ string: "Files", relation: "ir.attachment" });
    is_locked = fields.Boolean();
    _records = [
        { id: 1, file_ids: [] },
        { id: 2, file_ids: [], is_locked: true },
    ];
}

defineMailModels();
defineModels([Visit]);

const ARCH = `
    <form>
        <field name="is_locked" invisible="1"/>
        <field name="file_ids" widget="p2it_care_files" readonly="is_locked"/>
    </form>`;

async function mountVisit(resId) {
    const { env } = await makeMockServer();
    const [photoId, offerId] = env["ir.attachment"].create([
        { name: "cửa hàng.jpg", mimetype: "image/jpeg" },
        { name: "báo giá.pdf", mimetype: "application/pdf" },
    ]);
    env["visit"].write([1], { file_ids: [[6, 0, [photoId, offerId]]] });
    env["visit"].write([2], { file_ids: [[6, 0, [photoId]]] });
    await mountView({ resModel: "visit", type: "form", resId, arch: ARCH });
    return photoId;
}

test("photos are shown small, documents by their kind", async () => {
    const photoId = await mountVisit(1);
    expect(".o_p2it_care_file").toHaveCount(2);
    expect("img.o_p2it_care_thumbnail").toHaveCount(1);
    expect("img.o_p2it_care_thumbnail").toHaveAttribute("data-src", `/web/image/${photoId}/256x256`);
    expect(".o_image.o_p2it_care_thumbnail").toHaveAttribute("data-mimetype", "application/pdf");
});

test("a photo is asked of the camera, a file is not", async () => {
    await mountVisit(1);
    const inputs = queryAll(".o_p2it_care_files input[type='file']");
    expect(inputs.map((input) => input.getAttribute("capture"))).toEqual(["environment", null]);
    expect(inputs.map((input) => input.getAttribute("accept"))).toEqual(["image/*", "*"]);
});

test("the files of a locked entry stay", async () => {
    await mountVisit(2);
    expect(".o_p2it_care_file").toHaveCount(1);
    expect(".o_p2it_care_file_remove, .o_p2it_take_photo, .o_p2it_attach").toHaveCount(0);
});

test("a file is removed", async () => {
    await mountVisit(1);
    await contains(".o_p2it_care_file_remove:first").click();
    expect(".o_p2it_care_file").toHaveCount(1);
});

test("files are dropped on the entry", async () => {
    mockService("http", {
        post(route, { ufile, model, id }) {
            expect.step(`${route} ${model} ${id} ${ufile.map((file) => file.name)}`);
            const values = ufile.map(({ name }) => ({ name, mimetype: "text/plain" }));
            const ids = MockServer.env["ir.attachment"].create(values);
            return JSON.stringify(MockServer.env["ir.attachment"].read(ids));
        },
    });
    await mountVisit(1);
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["hàng tồn"], "tồn kho.txt", { type: "text/plain" }));
    await manuallyDispatchProgrammaticEvent(queryOne(".o_p2it_care_files"), "dragenter", { dataTransfer });
    await waitFor(".o-Dropzone");
    await manuallyDispatchProgrammaticEvent(queryOne(".o-Dropzone"), "drop", { dataTransfer });
    await animationFrame();
    await waitFor(".o_p2it_care_file:contains('tồn kho.txt')");
    expect.verifySteps(["/web/binary/upload_attachment visit 1 tồn kho.txt"]);
});
