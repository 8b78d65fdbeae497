"""Every table of the kernel, gathered for Django."""

__all__ = [
    *("Assignment", "Grant", "Session", "Staff", "AccessLog", "LogSeal", "RuleValue", "Case", "Task", "Decision"),
    *(
        "Document",
        "Draft",
        "History",
        "Notice",
        "CareProvider",
        "Municipality",
        "Region",
        "Unit",
        "UnitRequest",
        "Outbox",
    ),
    *("ManualCheck", "Person", "PersonIdentifier", "RegisterEntry", "Residence", "Idempotency", "SignInFailure"),
]
