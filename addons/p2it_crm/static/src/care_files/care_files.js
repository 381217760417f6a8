import { useRef } from "@odoo/owl";

import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { FileInput } from "@web/core/file_input/file_input";
import { registry } from "@web/core/registry";
import { useFileUploader } from "@web/core/utils/files";
import {
    Many2ManyBinaryField,
    many2ManyBinaryField,
} from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Asks a phone for its camera; elsewhere it is an ordinary choice of pictures. */
export class PhotoInput extends FileInput {
    static template = "p2it_crm.PhotoInput";
}

/** Files of an entry: taken by the camera, chosen, or dropped; shown as thumbnails. */
export class CareFilesField extends Many2ManyBinaryField {
    static template = "p2it_crm.CareFilesField";
    static components = { ...Many2ManyBinaryField.components, PhotoInput };

    setup() {
        super.setup();
        this.root = useRef("root");
        this.upload = useFileUploader();
        useDropzone(
            this.root,
            (event) => this.onDrop(event.dataTransfer.files),
            "",
            () => !this.props.readonly,
        );
    }

    getPreviewUrl(id) {
        return `/web/image/${id}/256x256`;
    }

    getOpenUrl(id) {
        return `/web/content/${id}`;
    }

    async onDrop(files) {
        const uploaded = await this.upload("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            ufile: [...files],
            model: this.props.record.resModel,
            id: this.props.record.resId || 0,
        });
        if (uploaded) {
            await this.onFileUploaded(uploaded);
        }
    }
}

registry.category("fields").add("p2it_care_files", { ...many2ManyBinaryField, component: CareFilesField });
