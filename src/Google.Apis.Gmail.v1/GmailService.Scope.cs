namespace Google.Apis.Gmail.v1;

public partial class GmailService
{
    /// <summary>The OAuth scopes of the Gmail API (https://developers.google.com/workspace/gmail/api/auth/scopes).</summary>
    public class Scope
    {
        public static string MailGoogleCom = ScopeConstants.MailGoogleCom;
        public static string GmailAddonsCurrentActionCompose = ScopeConstants.GmailAddonsCurrentActionCompose;
        public static string GmailAddonsCurrentMessageAction = ScopeConstants.GmailAddonsCurrentMessageAction;
        public static string GmailAddonsCurrentMessageMetadata = ScopeConstants.GmailAddonsCurrentMessageMetadata;
        public static string GmailAddonsCurrentMessageReadonly = ScopeConstants.GmailAddonsCurrentMessageReadonly;
        public static string GmailCompose = ScopeConstants.GmailCompose;
        public static string GmailInsert = ScopeConstants.GmailInsert;
        public static string GmailLabels = ScopeConstants.GmailLabels;
        public static string GmailMetadata = ScopeConstants.GmailMetadata;
        public static string GmailModify = ScopeConstants.GmailModify;
        public static string GmailReadonly = ScopeConstants.GmailReadonly;
        public static string GmailSend = ScopeConstants.GmailSend;
        public static string GmailSettingsBasic = ScopeConstants.GmailSettingsBasic;
        public static string GmailSettingsSharing = ScopeConstants.GmailSettingsSharing;
    }

    /// <summary>The same scopes as constants.</summary>
    public static class ScopeConstants
    {
        public const string MailGoogleCom = "https://mail.google.com/";
        public const string GmailAddonsCurrentActionCompose = "https://www.googleapis.com/auth/gmail.addons.current.action.compose";
        public const string GmailAddonsCurrentMessageAction = "https://www.googleapis.com/auth/gmail.addons.current.message.action";
        public const string GmailAddonsCurrentMessageMetadata = "https://www.googleapis.com/auth/gmail.addons.current.message.metadata";
        public const string GmailAddonsCurrentMessageReadonly = "https://www.googleapis.com/auth/gmail.addons.current.message.readonly";
        public const string GmailCompose = "https://www.googleapis.com/auth/gmail.compose";
        public const string GmailInsert = "https://www.googleapis.com/auth/gmail.insert";
        public const string GmailLabels = "https://www.googleapis.com/auth/gmail.labels";
        public const string GmailMetadata = "https://www.googleapis.com/auth/gmail.metadata";
        public const string GmailModify = "https://www.googleapis.com/auth/gmail.modify";
        public const string GmailReadonly = "https://www.googleapis.com/auth/gmail.readonly";
        public const string GmailSend = "https://www.googleapis.com/auth/gmail.send";
        public const string GmailSettingsBasic = "https://www.googleapis.com/auth/gmail.settings.basic";
        public const string GmailSettingsSharing = "https://www.googleapis.com/auth/gmail.settings.sharing";
    }
}
