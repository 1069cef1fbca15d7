/** English texts of the form for requests. */
import type { request as ja } from '../ja/request.ts';
import type { Texts } from '../texts.ts';

export const request: Texts<typeof ja> = {
  request: {
    title: 'Could it be used for this?',
    intro:
      'Tell us what you would like to do with these point clouds, and which data or functions would help. It guides what is made next.',
    about: 'About: {{name}}',
    examples: 'Start from an example',
    uses: {
      volume: {
        name: 'Earth moved by a disaster',
        text: 'I want to compare the ground before and after a disaster and know how much of it moved.',
      },
      section: { name: 'Cross-sections', text: 'I want to make cross-sections of roads or rivers from the points.' },
      flood: { name: 'Flooding', text: 'I want to show in 3D how far a tsunami or a flood reaches.' },
      road: { name: 'Roads and wires', text: 'I want to know gradients of roads and the height of wires over them.' },
      forest: { name: 'Forests', text: 'I want to know heights and numbers of trees, and the CO2 that they take up.' },
      ruins: { name: 'Mounds and ruins', text: 'I want to look for ancient mounds and ruins under the forest.' },
      heritage: { name: 'Cultural property', text: 'I want to record cultural property as points and publish it.' },
      view: { name: 'Landscape and plans', text: 'I want to show how planned buildings or roads change the view.' },
      infra: {
        name: 'Maintenance',
        text: 'I want to link points to the inspection and the ledger of bridges or levees.',
      },
      school: { name: 'Teaching and research', text: 'I want to use the data in class or in research.' },
      game: { name: 'Games and VR', text: 'I want to use real terrain as the stage of a game or in VR.' },
    },
    text: 'What you would like to do',
    placeholder: 'For example: list the height of the levees of the Fuji River every 10 m.',
    left: '{{count}} characters left',
    place: 'Place (optional)',
    placePlaceholder: 'For example: Shuzenji in Izu, sheet 08NF2330',
    optional: 'If you would like an answer (optional)',
    name: 'Name',
    organisation: 'Organisation',
    contact: 'Mail address',
    badContact: 'This is not a mail address (for example name@example.jp)',
    noText: 'Please write what you would like to do.',
    website: 'Leave this empty',
    privacyTitle: 'Your data',
    privacy:
      'Stored are what you write here and the time, nothing else: no address of your machine, no cookie. Only the officer who publishes these data reads it, to answer and to plan. It is never published. Tell us the number of your request to have it removed at any time.',
    send: 'Send',
    cancel: 'Cancel',
    close: 'Close',
    sentTitle: 'Thank you',
    sent: 'Your request has reached the officer. Its number is:',
    id: 'Number',
    keepId: 'Name this number if you want your request to be removed.',
    copy: 'Copy',
    copied: 'Copied',
    another: 'Send another',
    failed: 'It could not be sent',
    tooMany:
      'Many requests have come in a short time. Please send it again in an hour or so; what you wrote stays here.',
    full: 'No more requests can be taken. Please write to the contact of the data.',
    offline: 'The server cannot be reached. Check the connection and send it again; what you wrote stays here.',
    other: 'Please send it again. If it goes on, write to the contact of the data.',
  },
};
