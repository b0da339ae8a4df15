from prm.notifications.models.mail import OutboxMail, PlatformMail
from prm.notifications.models.notification import Notification
from prm.notifications.models.preference import NoticePreference

__all__ = ["NoticePreference", "Notification", "OutboxMail", "PlatformMail"]
