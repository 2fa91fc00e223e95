using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads</summary>
    public class ThreadsResource
    {
        private readonly IClientService _service;

        public ThreadsResource(IClientService service) => _service = service;

        public virtual DeleteRequest Delete(string userId, string id) => new(_service, userId, id);

        public virtual GetRequest Get(string userId, string id) => new(_service, userId, id);

        public virtual ListRequest List(string userId) => new(_service, userId);

        public virtual ModifyRequest Modify(ModifyThreadRequest body, string userId, string id) => new(_service, body, userId, id);

        public virtual TrashRequest Trash(string userId, string id) => new(_service, userId, id);

        public virtual UntrashRequest Untrash(string userId, string id) => new(_service, userId, id);

        /// <summary>Deletes a thread and its messages at once and for good.</summary>
        public class DeleteRequest(IClientService service, string userId, string id) : GmailItemRequest<string>(service, userId, id)
        {
            public override string MethodName => "delete";

            public override string HttpMethod => "DELETE";

            public override string RestPath => "gmail/v1/users/{userId}/threads/{id}";
        }

        /// <summary>One thread with its messages, in the asked format.</summary>
        public class GetRequest(IClientService service, string userId, string id) : GmailItemRequest<Data.Thread>(service, userId, id)
        {
            /// <summary>How much of each message to answer.</summary>
            public enum FormatEnum
            {
                [StringValue("full")]
                Full = 0,

                [StringValue("metadata")]
                Metadata = 1,

                [StringValue("minimal")]
                Minimal = 2,
            }

            [RequestParameter("format", RequestParameterType.Query)]
            public virtual FormatEnum? Format { get; set; }

            /// <summary>With <see cref="FormatEnum.Metadata"/>: only these headers.</summary>
            [RequestParameter("metadataHeaders", RequestParameterType.Query)]
            public virtual Repeatable<string> MetadataHeaders { get; set; }

            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/threads/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("format", "full");
                RequestParameters.AddQuery("metadataHeaders");
            }
        }

        /// <summary>One page of threads, without their messages.</summary>
        public class ListRequest(IClientService service, string userId) : GmailUserRequest<ListThreadsResponse>(service, userId)
        {
            [RequestParameter("includeSpamTrash", RequestParameterType.Query)]
            public virtual bool? IncludeSpamTrash { get; set; }

            /// <summary>Only threads that carry all of these labels.</summary>
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

            public override string RestPath => "gmail/v1/users/{userId}/threads";

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

        /// <summary>Adds labels to every message of a thread, and removes some.</summary>
        public class ModifyRequest(IClientService service, ModifyThreadRequest body, string userId, string id)
            : GmailItemRequest<Data.Thread>(service, userId, id)
        {
            public override string MethodName => "modify";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/threads/{id}/modify";

            protected override object GetBody() => body;
        }

        /// <summary>Moves a thread to the trash.</summary>
        public class TrashRequest(IClientService service, string userId, string id) : GmailItemRequest<Data.Thread>(service, userId, id)
        {
            public override string MethodName => "trash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/threads/{id}/trash";
        }

        /// <summary>Takes a thread out of the trash.</summary>
        public class UntrashRequest(IClientService service, string userId, string id) : GmailItemRequest<Data.Thread>(service, userId, id)
        {
            public override string MethodName => "untrash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/threads/{id}/untrash";
        }
    }
}
