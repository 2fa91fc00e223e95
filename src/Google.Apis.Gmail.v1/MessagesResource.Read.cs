using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    public partial class MessagesResource
    {
        /// <summary>One message, in the asked format.</summary>
        public class GetRequest(IClientService service, string userId, string id) : GmailItemRequest<Message>(service, userId, id)
        {
            /// <summary>How much of the message to answer.</summary>
            public enum FormatEnum
            {
                [StringValue("minimal")]
                Minimal = 0,

                [StringValue("full")]
                Full = 1,

                [StringValue("raw")]
                Raw = 2,

                [StringValue("metadata")]
                Metadata = 3,
            }

            [RequestParameter("format", RequestParameterType.Query)]
            public virtual FormatEnum? Format { get; set; }

            /// <summary>With <see cref="FormatEnum.Metadata"/>: only these headers.</summary>
            [RequestParameter("metadataHeaders", RequestParameterType.Query)]
            public virtual Repeatable<string> MetadataHeaders { get; set; }

            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("format", "full");
                RequestParameters.AddQuery("metadataHeaders");
            }
        }

        /// <summary>One page of message ids.</summary>
        public class ListRequest(IClientService service, string userId) : GmailUserRequest<ListMessagesResponse>(service, userId)
        {
            [RequestParameter("includeSpamTrash", RequestParameterType.Query)]
            public virtual bool? IncludeSpamTrash { get; set; }

            /// <summary>Only messages that carry all of these labels.</summary>
            [RequestParameter("labelIds", RequestParameterType.Query)]
            public virtual Repeatable<string> LabelIds { get; set; }

            [RequestParameter("maxResults", RequestParameterType.Query)]
            public virtual long? MaxResults { get; set; }

            [RequestParameter("pageToken", RequestParameterType.Query)]
            public virtual string PageToken { get; set; }

            /// <summary>A query in the syntax of Gmail's search box.</summary>
            [RequestParameter("q", RequestParameterType.Query)]
            public virtual string Q { get; set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/messages";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("includeSpamTrash", "false");
                RequestParameters.AddQuery("labelIds");
                RequestParameters.AddQuery("maxResults", "100");
                RequestParameters.AddQuery("pageToken");
                RequestParameters.AddQuery("q");
            }
        }
    }
}
