using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    public partial class MessagesResource
    {
        /// <summary>Puts a message into the mailbox with scanning and classification, as if it came by SMTP.</summary>
        public class ImportRequest(IClientService service, Message body, string userId) : GmailUserRequest<Message>(service, userId)
        {
            /// <summary>What the message's <see cref="Message.InternalDate"/> is taken from.</summary>
            public enum InternalDateSourceEnum
            {
                [StringValue("receivedTime")]
                ReceivedTime = 0,

                [StringValue("dateHeader")]
                DateHeader = 1,
            }

            /// <summary>Deletes the message for good at once, so that only Vault shows it.</summary>
            [RequestParameter("deleted", RequestParameterType.Query)]
            public virtual bool? Deleted { get; set; }

            [RequestParameter("internalDateSource", RequestParameterType.Query)]
            public virtual InternalDateSourceEnum? InternalDateSource { get; set; }

            [RequestParameter("neverMarkSpam", RequestParameterType.Query)]
            public virtual bool? NeverMarkSpam { get; set; }

            /// <summary>Puts invitations in the message into the user's calendar.</summary>
            [RequestParameter("processForCalendar", RequestParameterType.Query)]
            public virtual bool? ProcessForCalendar { get; set; }

            public override string MethodName => "import";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/import";

            protected override object GetBody() => body;

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("deleted", "false");
                RequestParameters.AddQuery("internalDateSource", "dateHeader");
                RequestParameters.AddQuery("neverMarkSpam", "false");
                RequestParameters.AddQuery("processForCalendar", "false");
            }
        }

        /// <summary>Imports an uploaded message.</summary>
        public class ImportMediaUpload(IClientService service, Message body, string userId, Stream stream, string contentType)
            : GmailMediaUpload<Message, Message>(service, "POST", "gmail/v1/users/{userId}/messages/import", body, userId, stream, contentType)
        {
            /// <summary>What the message's <see cref="Message.InternalDate"/> is taken from.</summary>
            public enum InternalDateSourceEnum
            {
                [StringValue("receivedTime")]
                ReceivedTime = 0,

                [StringValue("dateHeader")]
                DateHeader = 1,
            }

            /// <summary>Deletes the message for good at once, so that only Vault shows it.</summary>
            [RequestParameter("deleted", RequestParameterType.Query)]
            public virtual bool? Deleted { get; set; }

            [RequestParameter("internalDateSource", RequestParameterType.Query)]
            public virtual InternalDateSourceEnum? InternalDateSource { get; set; }

            [RequestParameter("neverMarkSpam", RequestParameterType.Query)]
            public virtual bool? NeverMarkSpam { get; set; }

            /// <summary>Puts invitations in the message into the user's calendar.</summary>
            [RequestParameter("processForCalendar", RequestParameterType.Query)]
            public virtual bool? ProcessForCalendar { get; set; }
        }
    }
}
