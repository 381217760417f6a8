import { monetaryField } from "@web/views/fields/monetary/monetary_field";

// Odoo gives an amount the room of a billion without its digits after the point. A sum in đồng has three digits
// more, and what is cut off can't be trusted: the column takes what its amounts need.
monetaryField.listViewWidth = [105, 190];
