from .common import P2itCrmCommon


class DashboardCommon(P2itCrmCommon):
    """A director above a leader above two salespeople, who sold this month and the one before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Asia/Ho_Chi_Minh"
        cls.director = cls._create_user("hung", "p2it_crm.group_manager,base.group_allow_export")
        cls.leader = cls.manager
        top = cls.env["hr.employee"].create({"name": "Hùng", "user_id": cls.director.id})
        cls.leader.employee_ids.parent_id = top
        cls.peer = cls._create_user("dung", "p2it_crm.group_salesperson")
        cls.env["hr.employee"].create({"name": "Dũng", "user_id": cls.peer.id, "parent_id": top.id})
        cls.accountant = cls._create_user("ketoan", "account.group_account_invoice,base.group_allow_export")
        cls.product.write({"standard_price": 60000, "taxes_id": False})
        cls.province = cls.env["p2it.area"].create({"name": "Tỉnh Đắk Lắk", "kind": "province"})
        cls.customer = cls._create_customer("Công ty Đại Phát", area_id=cls.province.id)
        cls.hidden = cls._create_customer("Công ty Ẩn Danh", user_id=cls.peer.id)
        for customer, user in ((cls.customer, cls.salesperson), (cls.hidden, cls.peer)):
            order = cls._create_order(customer, user_id=user.id)
            order.action_confirm()
            invoice = order._create_invoices()
            invoice.action_post()
            cls._create_lead(f"Cơ hội {customer.name}", user_id=user.id, partner_id=customer.id)
            cls._record(customer, user)

    @classmethod
    def _record(cls, customer, user):
        return (
            cls.env["p2it.care"]
            .with_user(user)
            .create(
                {
                    "partner_id": customer.id,
                    "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                    "summary": "Gọi hỏi thăm, khách hẹn tuần sau",
                }
            )
        )

    @classmethod
    def _get_dashboard(cls, name):
        return cls.env.ref(f"p2it_crm.dashboard_{name}")

    def _read(self, dashboard, user, **filters):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["p2it.dashboard"].with_user(user).get_data(dashboard.id, {"period": "year", **filters})
        )

    def _get_tile(self, data, name):
        [tile] = [tile for tile in data["tiles"] if tile["name"] == name]
        return tile
