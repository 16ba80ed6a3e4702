/** Conversations as ChatGPT and Claude export them, made at random: each kind of message, branch, block and file. */
import fc from 'fast-check'
import { anyDate, anyId, anyText, anyValue, bent, few, oneDocument, type DocumentKind } from './documents.ts'

const part = fc.oneof(
  anyText,
  bent({ content_type: fc.constant('audio_transcription'), text: anyText, direction: fc.constant('in') }),
  bent({
    content_type: fc.constantFrom(
      'image_asset_pointer',
      'audio_asset_pointer',
      'real_time_user_audio_video_asset_pointer',
    ),
    asset_pointer: anyText,
    metadata: bent({ dalle: bent({ prompt: anyText }) }),
  }),
  anyValue,
)

const content = fc.oneof(
  bent({ content_type: fc.constantFrom('text', 'multimodal_text'), parts: few(part) }),
  bent({
    content_type: fc.constantFrom(
      'code',
      'execution_output',
      'system_error',
      'tether_quote',
      'sonic_webpage',
    ),
    text: anyText,
    language: fc.constant('python'),
    name: anyText,
    title: anyText,
    url: anyText,
    domain: anyText,
    snippet: anyText,
  }),
  bent({ content_type: fc.constant('tether_browsing_display'), result: anyText, summary: anyText }),
  bent({
    content_type: fc.constant('user_editable_context'),
    user_profile: anyText,
    user_instructions: anyText,
  }),
  bent({
    content_type: fc.constant('model_editable_context'),
    model_set_context: anyText,
    repository: anyText,
  }),
  bent({
    content_type: fc.constant('thoughts'),
    thoughts: few(bent({ summary: anyText, content: anyText })),
  }),
  bent({ content_type: fc.constant('reasoning_recap'), content: anyText }),
  anyText,
)

const canvas = fc
  .oneof(
    bent({ name: anyText, type: fc.constantFrom('document', 'code/python'), content: anyText }),
    bent({
      updates: few(
        bent({ pattern: fc.constantFrom('.*', 'a|b'), multiple: fc.boolean(), replacement: anyText }),
      ),
    }),
    bent({ comments: few(bent({ pattern: anyText, comment: anyText })) }),
  )
  .map((call) => JSON.stringify(call))

const message = fc.oneof(
  {
    weight: 8,
    arbitrary: messageOf(content, fc.constantFrom('all', 'all', 'all', 'bio', 'python', 'web.run')),
  },
  {
    weight: 1,
    arbitrary: messageOf(
      bent({ content_type: fc.constant('code'), text: canvas }),
      fc.constantFrom('canmore.create_textdoc', 'canmore.update_textdoc', 'canmore.comment_textdoc'),
    ),
  },
)

function messageOf(
  of: fc.Arbitrary<unknown>,
  recipient: fc.Arbitrary<string>,
): fc.Arbitrary<Record<string, unknown>> {
  return bent({
    id: anyId,
    author: bent({
      role: fc.constantFrom('user', 'assistant', 'assistant', 'tool', 'system', 'critic'),
      name: anyText,
    }),
    create_time: anyDate,
    content: of,
    status: fc.constant('finished_successfully'),
    recipient,
    metadata: bent({
      model_slug: anyText,
      is_visually_hidden_from_conversation: fc.boolean(),
      attachments: few(bent({ name: anyText })),
      citations: few(bent({ metadata: bent({ title: anyText, url: anyText }) })),
    }),
  })
}

const nodeId = fc.constantFrom('r', 'a', 'b', 'c', 'd')

const chatgptConversation = bent({
  title: anyText,
  create_time: anyDate,
  update_time: anyDate,
  id: anyId,
  conversation_id: anyId,
  current_node: nodeId,
  mapping: fc.dictionary(
    nodeId,
    bent({
      id: nodeId,
      parent: nodeId,
      children: few(nodeId),
      message: fc.oneof(message, fc.constant(null)),
    }),
    { maxKeys: 5, noNullPrototype: true },
  ),
  gizmo_id: anyText,
})

const block = fc.oneof(
  bent({
    type: fc.constantFrom('text', 'voice_note'),
    text: anyText,
    title: anyText,
    citations: few(bent({ title: anyText, url: anyText })),
    start_timestamp: anyDate,
  }),
  bent({ type: fc.constantFrom('thinking', 'redacted_thinking'), thinking: anyText }),
  bent({
    type: fc.constant('tool_use'),
    name: fc.constantFrom('artifacts', 'create_file', 'web_search'),
    input: bent({
      id: anyText,
      title: anyText,
      content: anyText,
      file_text: anyText,
      new_str: anyText,
      old_str: anyText,
      path: anyText,
    }),
  }),
  bent({ type: fc.constant('tool_result'), name: anyText, content: few(bent({ text: anyText })) }),
  bent({
    type: fc.constantFrom('token_budget', 'flag', 'image', 'new_kind'),
    flag: anyText,
    helpline: anyValue,
  }),
  anyValue,
)

const claudeMessage = bent({
  uuid: anyId,
  sender: fc.constantFrom('human', 'assistant', 'assistant', 'system'),
  text: anyText,
  content: few(block),
  created_at: anyDate,
  attachments: few(
    bent({
      file_name: anyText,
      file_type: fc.constant('txt'),
      file_size: fc.nat(),
      extracted_content: anyText,
    }),
  ),
  files: few(bent({ file_name: anyText, file_uuid: anyId })),
  files_v2: few(bent({ file_name: anyText })),
})

const claudeItem = fc.oneof(
  bent({
    uuid: anyId,
    name: anyText,
    summary: anyText,
    model: anyText,
    created_at: anyDate,
    account: bent({ uuid: anyId }),
    project: bent({ uuid: anyId, name: anyText }),
    chat_messages: fc.oneof(
      { weight: 9, arbitrary: few(claudeMessage) },
      { weight: 1, arbitrary: few(anyValue) },
    ),
  }),
  bent({
    conversations_memory: anyText,
    project_memories: fc.dictionary(anyText, anyText, { maxKeys: 2, noNullPrototype: true }),
    memory_files: few(bent({ path: anyText, content: anyText, updated_at: anyDate })),
    account_uuid: anyId,
  }),
  bent({
    uuid: anyId,
    name: anyText,
    description: anyText,
    prompt_template: anyText,
    created_at: anyDate,
    creator: bent({ uuid: anyId, full_name: anyText }),
    docs: few(bent({ uuid: anyId, filename: anyText, content: anyText, created_at: anyDate })),
  }),
  bent({
    uuid: anyId,
    title: anyText,
    project: bent({ name: anyText }),
    messages: few(
      bent({
        uuid: anyId,
        role: fc.constantFrom('user', 'assistant'),
        content: bent({ content: anyText, timestamp: anyDate, attachments: few(bent({ name: anyText })) }),
      }),
    ),
  }),
)

/** A list, as the exports have it; one object, as the files of projects are; a list under a name. */
function documentOf(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
  return fc.oneof(few(item), item.filter(isObject), fc.record({ conversations: few(item), extra: anyText }))
}

export const chatDocuments: Record<string, DocumentKind> = {
  chatgpt: {
    ...oneDocument('conversations.json'),
    document: documentOf(fc.oneof(chatgptConversation, anyValue)),
  },
  claude: { ...oneDocument('conversations.json'), document: documentOf(fc.oneof(claudeItem, anyValue)) },
}
